// The map of a page about some things of the city: they lie in the page's configuration, and its list tells the same.
import { addBasemap } from "./basemap.js";
import { declutter } from "./labels.js";

export function startCityMap(element, config, L) {
  const map = L.map(element, { zoomControl: false, preferCanvas: true, maxZoom: 19, minZoom: 9, scrollWheelZoom: false, zoomSnap: config.wms ? 1 : 0.5 });
  map.attributionControl.setPrefix(false).addAttribution(config.texts.attribution);
  L.control.zoom({ zoomInTitle: config.texts.zoomIn, zoomOutTitle: config.texts.zoomOut }).addTo(map);
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  leavePageScrolling(map, L);
  const shapes = L.geoJSON(config.features, {
    style: styleOf,
    pointToLayer: (feature, at) => (feature.properties.label ? numbered(feature, at, L) : dot(feature, at, L)),
    onEachFeature: (feature, shape) => shape.bindPopup(() => nameOf(feature.properties)),
  });
  // Leaflet names the button in English, whatever the page's language.
  map.on("popupopen", ({ popup }) => popup.getElement().querySelector(".leaflet-popup-close-button").setAttribute("aria-label", config.texts.close));
  lookAt(map, shapes, config, L);
  shapes.addTo(map);
  if (config.wms) L.tileLayer.wms(config.wms.url, { layers: config.wms.layers, format: "image/png", transparent: true, version: "1.3.0" }).addTo(map);
  if (config.near) L.circleMarker(config.near, { radius: 10, color: "#fff", weight: 3, fillColor: "#0065b3", fillOpacity: 1 }).bindTooltip(config.texts.here, { permanent: true, direction: "bottom", offset: [0, 8] }).addTo(map);
  const arrangeLabels = () => requestAnimationFrame(() => declutter(element));
  map.on("zoomend", arrangeLabels);
  if (config.isPicking) map.on("click", (event) => ask(event.latlng));
  return addBasemap(map, config, L).then(async () => {
    arrangeLabels();
    if (config.cells) await (await import("./complaint_cells.js")).startCells(map, element, config, L);
    element.dataset.ready = "";
  });
}

// The page scrolls on over the map until somebody takes hold of it.
export function leavePageScrolling(map, L) {
  map.on("focus", () => map.scrollWheelZoom.enable());
  map.on("blur", () => map.scrollWheelZoom.disable());
  if (!L.Browser.mobile) return;
  map.dragging.disable();
  map.once("click", () => map.dragging.enable());
}

function lookAt(map, shapes, config, L) {
  const bounds = shapes.getBounds();
  if (config.near) bounds.extend(config.near);
  if (config.bounds) map.fitBounds(config.bounds);
  else if (bounds.isValid()) map.fitBounds(bounds, { maxZoom: 16, padding: [28, 28] });
  else map.setView([config.home.lonLat[1], config.home.lonLat[0]], config.home.zoom - 1);
}

// Leaflet asks this of points too, after they were made.
function styleOf({ geometry, properties }) {
  if (/Point$/.test(geometry.type)) return {};
  if (/LineString$/.test(geometry.type)) return { color: properties.colour, weight: 5, opacity: 0.9 };
  return { color: properties.colour, weight: 2, fillColor: properties.colour, fillOpacity: 0.12 };
}

function dot({ properties }, at, L) {
  return L.circleMarker(at, { bubblingMouseEvents: false, radius: properties.isBeside ? 6 : 10, color: "#fff", weight: 2.5, opacity: 1, fillColor: properties.colour, fillOpacity: 1 });
}

function numbered({ properties }, at, L) {
  const number = document.createElement("span");
  number.textContent = properties.label;
  number.style.background = properties.colour;
  const icon = L.divIcon({ html: number, className: "numbered", iconSize: [32, 32] });
  return L.marker(at, { icon, keyboard: false, title: properties.name });
}

function nameOf({ name, url }) {
  const element = document.createElement(url ? "a" : "strong");
  element.textContent = name;
  if (url) element.href = url;
  return element;
}

function ask({ lat, lng }) {
  const address = new URL(window.location.href);
  address.searchParams.set("near", `${lat.toFixed(6)},${lng.toFixed(6)}`);
  address.searchParams.delete("page");
  window.location.assign(address);
}
