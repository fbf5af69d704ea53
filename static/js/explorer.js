// The map page: basemap, layers, card, tools, and the address that tells what is seen.
import { bboxOf, placeOf, queryOf } from "./address.js";
import { addBasemap } from "./basemap.js";
import { createCard, startCopying } from "./card.js";
import { createDrawer } from "./features.js";
import { declutter } from "./labels.js";

export function startExplorer(element, config, L) {
  const map = L.map(element, { zoomControl: false, preferCanvas: true, maxZoom: 20, minZoom: 5, keyboard: true });
  map.attributionControl.setPrefix(false).addAttribution(config.texts.attribution);
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  lookAt(map, config, L);
  const arrangeLabels = () => requestAnimationFrame(() => declutter(element));
  addBasemap(map, config, L).then(arrangeLabels);

  const notice = document.querySelector("[data-notice]");
  const announce = (text, { quiet = false } = {}) => {
    notice.toggleAttribute("data-quiet", quiet);
    notice.textContent = text;
  };
  let feature = config.feature ?? null;

  const card = createCard(document.querySelector("[data-card-slot]"), config.urls.map, config.texts, {
    announce,
    onShow: (slug, id) => { document.querySelector("[data-detail]")?.remove(); feature = { layer: slug, id }; writeAddress(); },
    onClose: () => { feature = null; writeAddress(); },
  });
  const drawer = createDrawer(map, config, L, { onOpen: card.show, onState: (states) => { tellState(states, config.texts, announce); arrangeLabels(); } });

  const switcher = document.querySelector("[data-switcher]");
  const boxes = [...switcher.querySelectorAll("input[type=checkbox]")];
  for (const box of boxes) if (box.checked) drawer.show(box.value);
  if (!drawer.shown().length) announce(config.texts.none);
  switcher.addEventListener("change", (event) => {
    if (event.target.checked) drawer.show(event.target.value);
    else drawer.hide(event.target.value);
    writeAddress();
  });

  // Where the page's own links lead: to the same state as a list, as a map, in the other language.
  function writeLinks() {
    const layers = boxes.filter((box) => box.checked).map((box) => box.value).join(",");
    const path = feature ? `${config.urls.map}${feature.layer}/${feature.id}/` : config.urls.map;
    const address = `${path}?${queryOf({ layers, at: placeOf(map) })}`;
    const listQuery = queryOf({ layers, view: "list", bbox: bboxOf(map), at: placeOf(map) });
    document.querySelector("[data-list-link]").href = `${config.urls.map}?${listQuery}`;
    document.querySelector("[data-map-link]").href = address;
    const other = document.querySelector("[data-language-switch]");
    other.href = other.hreflang === "en" ? `/en${address}` : address.replace(/^\/en/, "");
    return address;
  }

  function writeAddress() {
    window.history.replaceState(null, "", writeLinks());
  }

  writeLinks();
  map.on("moveend", writeAddress);
  map.on("zoomend", arrangeLabels);
  startCopying(document, config.texts, announce);
  startTools(map, config.texts, announce, L);
  if (config.feature) mark(map, config.feature, L);
}

function lookAt(map, config, L) {
  const box = ([west, south, east, north]) => L.latLngBounds([south, west], [north, east]);
  if (config.at) map.setView([config.at[1], config.at[2]], config.at[0]);
  else if (config.feature) map.fitBounds(box(config.feature.extent), { maxZoom: 17, padding: [60, 60] });
  else if (config.extent) map.fitBounds(box(config.extent));
  else map.setView([config.home.lonLat[1], config.home.lonLat[0]], config.home.zoom);
}

function mark(map, feature, L) {
  const [lon, lat] = feature.lonLat;
  L.circleMarker([lat, lon], { radius: 16, color: "#f2b134", weight: 4, fill: false, interactive: false }).addTo(map);
}

function tellState(states, texts, announce) {
  if (!states.length) {
    announce(texts.none);
    return;
  }
  const problem = states.find((state) => state.problem);
  const count = states.reduce((sum, state) => sum + state.count, 0);
  if (problem) announce(texts[problem.problem].replace("{title}", problem.title).replace("{count}", problem.count.toLocaleString("el")));
  else announce(texts.counted.replace("{count}", String(count)), { quiet: true });
}

function startTools(map, texts, announce, L) {
  document.querySelector("[data-zoom-in]").addEventListener("click", () => map.zoomIn());
  document.querySelector("[data-zoom-out]").addEventListener("click", () => map.zoomOut());
  document.querySelector("[data-locate]").addEventListener("click", () => map.locate({ setView: true, maxZoom: 17 }));
  let here = null;
  map.on("locationfound", (event) => {
    here?.remove();
    here = L.circleMarker(event.latlng, { radius: 9, color: "#fff", weight: 3, fillColor: "#0065b3", fillOpacity: 1 }).bindTooltip(texts.here).addTo(map);
    announce(texts.located, { quiet: true });
  });
  map.on("locationerror", () => announce(texts.notLocated));
}
