// The map page: brings together the map, its layers, its list, its cards and its tools, and writes the address that tells what is seen.
import { bboxOf, latLonOf, placeOf, queryOf } from "./address.js";
import { createCard } from "./card.js";
import { startContrast } from "./contrast.js";
import { startCopying } from "./copying.js";
import { startDialogs } from "./dialogs.js";
import { createDrawer } from "./features.js";
import { createFilters } from "./filters.js";
import { createList } from "./list.js";
import { startLocating } from "./locate.js";
import { createMeasure } from "./measure.js";
import { createNotices } from "./notices.js";
import { startReadout } from "./readout.js";
import { createSheet } from "./sheet.js";
import { markPath, pinAt } from "./drawing.js";
import { createView, startProgress } from "./view.js";

const find = (name) => document.querySelector(`[data-${name}]`);
const CLOSE_ZOOM = 16;
const MARGIN_PX = 48;

export function startExplorer(element, config, L) {
  const { texts, language } = config;
  const { map, arrangeLabels, repaint } = createView(element, config, L);
  const notices = createNotices(find("notice-box"), texts);
  const seen = { path: config.feature ? pathOf(config.feature) : config.urls.map, pin: config.pin && latLonOf(L.latLng(config.pin[1], config.pin[0])), states: [], total: null, ring: null };

  const filters = createFilters(find("switcher"), config.today, (slug, isOn) => {
    if (isOn === true) drawer.show(slug);
    else if (isOn === false) drawer.hide(slug);
    else drawer.reload(slug);
    changed();
  });
  const card = createCard(find("card-slot"), texts, { announce: notices.announce, onClose: () => { seen.spot?.remove(); seen.path = config.urls.map; writeAddress(); } });
  const measure = createMeasure(map, find("measure-panel"), find("measure"), { texts, language, onToggle: (isOpen) => { if (isOpen) card.hide(); find("stage").classList.toggle("stage--aiming", isOpen); } }, L);
  const drawer = createDrawer(map, config, L, {
    queryFor: filters.itemsQuery,
    onOpen: (slug, id, event) => (measure.isOpen() ? measure.add(event.latlng) : openFeature(pathOf({ layer: slug, id }), event.latlng)),
    onState: (states) => { seen.states = states; tell(); arrangeLabels(); },
    onBusy: startProgress(find("progress"), element),
  });
  const list = createList(find("list"), config, {
    queryFor: (near) => queryOf([...filters.addressParts(), ["bbox", bboxOf(map)], ["near", near]]),
    onCounted: ({ total, counts }) => { seen.total = total; filters.writeCounts(new Map(counts.split(";").filter(Boolean).map((pair) => pair.split("=")))); tell(); },
    onChoose: (path, lonLat) => { showPlace(lonLat); openFeature(path); },
    onPoint: (lonLat) => { seen.ring?.remove(); seen.ring = lonLat && markPath(lonLat, L).addTo(map); },
  });
  const sheet = createSheet(map, document, { texts, language, drawer, onToggle: (isOpen) => { card.hide(); if (!isOpen) writeAddress(); } }, L);

  function pathOf({ layer, id }) {
    return `${config.urls.map}${layer}/${id}/`;
  }

  function tell() {
    notices.tell(seen.states, seen.total, {
      zoomIn: ({ problem, minZoom }) => map.setZoom(problem === "tooFar" ? Math.max(minZoom, map.getZoom() + 1) : map.getZoom() + 1),
      retry: () => drawer.reload(),
    });
  }

  function showPlace([lon, lat]) {
    map.setView([lat, lon], Math.max(map.getZoom(), CLOSE_ZOOM));
    find("stage").scrollIntoView({ block: "nearest" });
  }

  async function openFeature(path, clicked) {
    if (!(await card.show(`${path}card/`))) return;
    find("detail")?.remove();
    seen.path = path;
    // "What else is here" asks about the spot that was clicked, not about the middle of a large area.
    const also = find("card").querySelector("[data-here-link]");
    if (also && clicked) also.href = `${config.urls.here}?${pointQuery(clicked)}`;
    writeAddress();
  }

  function pointQuery(latLng) {
    const [lat, lon] = latLonOf(latLng).split(",");
    return queryOf([["lat", lat], ["lon", lon]]);
  }

  async function openHere(latLng) {
    seen.spot?.remove();
    seen.spot = pinAt([latLng.lng, latLng.lat], texts.pin, L).addTo(map);
    if (await card.show(`${config.urls.hereCard}?${pointQuery(latLng)}`)) keepInSight(latLng);
  }

  // Moves the map as little as brings the point out from under the card: beside it, or above it where the card fills the width.
  function keepInSight(latLng) {
    const box = card.box();
    const frame = element.getBoundingClientRect();
    const at = map.latLngToContainerPoint(latLng).add([frame.left, frame.top]);
    if (at.x < box.left - MARGIN_PX || at.x > box.right + MARGIN_PX || at.y < box.top - MARGIN_PX || at.y > box.bottom + MARGIN_PX) return;
    const isBeside = box.width < frame.width / 2;
    map.panBy(isBeside ? [at.x - box.right - MARGIN_PX, 0] : [0, at.y - Math.max(frame.top + MARGIN_PX, box.top - MARGIN_PX)]);
  }

  // Where the page's own links lead: to the same state as a list, as a map, in the other language.
  function addressAt(path, { near = null } = {}) {
    return `${path}?${queryOf([...filters.addressParts(), ["at", placeOf(map)], ["pin", seen.pin], ["near", near]])}`;
  }

  function writeAddress() {
    if (sheet.isOpen()) return;
    const address = addressAt(seen.path);
    find("list-link").href = `${config.urls.map}?${queryOf([...filters.addressParts(), ["view", "list"], ["bbox", bboxOf(map)], ["at", placeOf(map)], ["near", list.near()]])}`;
    find("map-link").href = address;
    const other = find("language-switch");
    other.href = other.hreflang === "en" ? `/en${address}` : address.replace(/^\/en/, "");
    if (!window.location.pathname.startsWith(config.urls.here) || seen.path !== config.urls.map) window.history.replaceState(null, "", address);
  }

  // Where map and list stand side by side, the list that was asked for comes into sight.
  function showList() {
    if (window.matchMedia("(min-width: 801px)").matches) find("list").scrollIntoView({ block: "start" });
  }

  function changed() {
    seen.total = null;
    writeAddress();
    list.update();
  }

  map.on("moveend", changed);
  map.on("click contextmenu", (event) => (measure.isOpen() ? measure.add(event.latlng) : openHere(event.latlng)));
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target !== element) return;
    if (measure.isOpen()) measure.add(map.getCenter());
    else openHere(map.getCenter());
  });
  find("card-slot").addEventListener("click", (event) => {
    const link = event.target.closest("[data-here-link]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const asked = new URL(link.href).searchParams;
    openHere(L.latLng(Number(asked.get("lat")), Number(asked.get("lon"))));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.target.closest("dialog, [data-sheet]")) return;
    if (!card.hide() && measure.isOpen()) measure.close();
  });

  startContrast(find("contrast"), { texts, announce: notices.announce, onChange: () => { repaint(); drawer.restyle(); } });
  startCopying(document, texts, notices.announce);
  startReadout(map, find("coordinates"), find("readout-bar"), config.grid);
  startLocating(map, find("locate"), { texts, announce: notices.announce, onFound: async (near) => { await list.setNear(near); writeAddress(); showList(); } }, L);
  const whole = (address) => new URL(address, window.location).href;
  startDialogs(document, texts, { shareAddress: () => whole(addressAt(seen.path)), embedAddress: () => whole(addressAt(config.urls.embed)) });
  find("here").addEventListener("click", () => openHere(map.getCenter()));
  find("print").addEventListener("click", (event) => sheet.open(event.currentTarget));
  if (!filters.shown().length) tell();
  filters.shown().forEach(drawer.show);
  writeAddress();
  list.update();

  // For the search: shows a point that was found.
  return { showPoint: (lonLat) => { showPlace(lonLat); openHere(L.latLng(lonLat[1], lonLat[0])); } };
}
