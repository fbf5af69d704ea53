// Where a problem is: a pin on the map, the fields of the form that tell the same, and the address that lies there.
import { addBasemap } from "./basemap.js";
import { leavePageScrolling } from "./city_map.js";
import { startCombobox } from "./combobox.js";

const ZOOM = 17;
const SUGGESTIONS = 6;
// A telephone that knows no better than this is asked to be corrected.
const EXACT_M = 60;

export function startPin(form, config, L) {
  const element = form.querySelector("[data-pin-map]");
  const map = L.map(element, { zoomControl: false, preferCanvas: true, maxZoom: 19, minZoom: 9, scrollWheelZoom: false });
  map.attributionControl.setPrefix(false).addAttribution(config.texts.attribution);
  L.control.zoom({ zoomInTitle: config.texts.zoomIn, zoomOutTitle: config.texts.zoomOut }).addTo(map);
  leavePageScrolling(map, L);
  const pin = createPin(config, L);
  const place = createPlace(form, config);

  const put = (latLng, { address = null, zoom = true } = {}) => {
    pin.setLatLng(latLng).addTo(map);
    if (zoom) map.setView(latLng, Math.max(map.getZoom(), ZOOM));
    return place.tell(latLng, address);
  };
  if (config.pin) {
    pin.setLatLng(config.pin).addTo(map);
    map.setView(config.pin, ZOOM);
    place.show(form.elements.address.value);
  } else {
    map.setView([config.home.lonLat[1], config.home.lonLat[0]], config.home.zoom);
  }
  map.on("click", ({ latlng }) => put(latlng, { zoom: map.getZoom() < 15 }));
  pin.on("dragend", () => put(pin.getLatLng(), { zoom: false }));
  startAddress(form, (latLng, address) => put(latLng, { address }));
  startLocating(form, config, put);
  return addBasemap(map, config, L).then(() => { element.dataset.ready = ""; });
}

function createPin(config, L) {
  const html = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  html.setAttribute("viewBox", "0 0 40 52");
  html.classList.add("pin");
  html.innerHTML = '<path d="M20 51C8 34 2 27 2 19a18 18 0 1 1 36 0c0 8-6 15-18 32z" fill="#a83f24" stroke="#fff" stroke-width="3"/><circle cx="20" cy="19" r="7" fill="#fff"/>';
  const icon = L.divIcon({ html, className: "", iconSize: [40, 52], iconAnchor: [20, 51] });
  return L.marker([0, 0], { icon, draggable: true, autoPan: true, keyboard: false, title: config.texts.pin, alt: config.texts.pin });
}

// The fields of the form, and the card that says what lies at the point.
function createPlace(form, config) {
  const { lat, lon, located, address } = form.elements;
  const card = form.querySelector("[data-pin-where]");
  const hint = form.querySelector("[data-pin-hint]");
  let asked = 0;

  const show = (text) => {
    card.textContent = text;
    card.hidden = !text;
    hint.hidden = Boolean(text);
  };

  async function tell(latLng, known) {
    const at = latLng.wrap ? latLng.wrap() : { lat: latLng[0], lng: latLng[1] };
    lat.value = at.lat.toFixed(6);
    lon.value = at.lng.toFixed(6);
    const number = ++asked;
    const text = known ?? await addressAt(form, at);
    if (number !== asked) return;
    // A point whose address nobody knows keeps no words of another one.
    address.value = text;
    located.value = text;
    show(text || `${config.texts.noAddress} (${lat.value}, ${lon.value})`);
  }

  return { tell, show };
}

async function addressAt(form, { lat, lng }) {
  try {
    const answer = await fetch(`${form.dataset.reverse}?lon=${lng.toFixed(6)}&lat=${lat.toFixed(6)}&lang=${form.dataset.language}`);
    if (!answer.ok) return "";
    return (await answer.json()).features[0]?.properties.name ?? "";
  } catch {
    return "";
  }
}

function startAddress(form, onChoose) {
  const field = form.querySelector("[data-address]");
  startCombobox(field, {
    suggestionsFor: async (text, signal) => {
      const answer = await fetch(`${field.dataset.url}?${new URLSearchParams({ q: text, limit: SUGGESTIONS, lang: field.dataset.language })}`, { signal });
      return answer.ok ? (await answer.json()).features : [];
    },
    nameOf: ({ properties }) => properties.name,
    noteOf: ({ properties }) => [properties.layer_title, properties.locality].filter(Boolean).join(" · "),
    onChoose: ({ geometry, properties }) => onChoose([geometry.coordinates[1], geometry.coordinates[0]], properties.name),
  });
}

function startLocating(form, config, put) {
  const button = form.querySelector("[data-locate]");
  const notice = form.querySelector("[data-where-notice]");
  if (!navigator.geolocation) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    button.setAttribute("aria-busy", "true");
    notice.textContent = config.texts.locating;
    navigator.geolocation.getCurrentPosition(
      async ({ coords }) => {
        button.removeAttribute("aria-busy");
        notice.textContent = coords.accuracy > EXACT_M ? config.texts.inexact.replace("{metres}", String(Math.round(coords.accuracy))) : "";
        await put([coords.latitude, coords.longitude]);
      },
      () => {
        button.removeAttribute("aria-busy");
        notice.textContent = config.texts.notLocated;
      },
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 },
    );
  });
}
