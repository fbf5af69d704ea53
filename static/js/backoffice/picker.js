// The map beside a text that says where something is: what is drawn is written into the text, what is typed is drawn. The text counts.
import { addBasemap } from "../basemap.js";
import { startSearch } from "../search.js";

const NUMBER = "[-+]?\\d+(?:\\.\\d+)?";
const PAIR = new RegExp(`^\\s*(${NUMBER})\\s*[,;\\s]\\s*(${NUMBER})\\s*$`);
const DECIMALS = 7;

function start(picker, L) {
  const text = picker.querySelector("[data-picker-text]");
  const status = picker.querySelector("[data-picker-status]");
  const config = JSON.parse(picker.querySelector("script[type='application/json']").textContent);
  const isPoint = config.geometryType === "POINT";
  const isAny = config.geometryType === "GEOMETRY";
  const element = picker.querySelector("[data-picker-map]");
  element.hidden = false;
  // A form may have two maps.
  const heading = picker.closest("section")?.querySelector("[data-panel-heading-text]")?.textContent.trim();
  if (heading) element.setAttribute("aria-label", `${heading}. ${element.getAttribute("aria-label")}`);
  nameControls(config.controls, L);
  L.Marker.mergeOptions({ icon: L.divIcon({ className: "picker__pin", iconSize: [26, 26], iconAnchor: [13, 26] }), draggable: isPoint, title: config.controls.marker });

  const map = L.map(element, { zoomControl: false, maxZoom: 20, minZoom: 8, scrollWheelZoom: false });
  map.attributionControl.setPrefix(false).addAttribution(config.texts.attribution);
  L.control.zoom({ zoomInTitle: config.texts.zoomIn, zoomOutTitle: config.texts.zoomOut }).addTo(map);
  map.on("focus", () => map.scrollWheelZoom.enable());
  map.on("blur", () => map.scrollWheelZoom.disable());
  map.setView([config.home.lonLat[1], config.home.lonLat[0]], config.home.zoom);
  addBasemap(map, config, L).then(() => { element.dataset.ready = ""; });

  // django-leaflet's store keeps of a polygon only its outline when it belongs to several: ours keeps its holes.
  const Store = L.FieldStore.extend({
    load() {
      const geometry = geometryOf(text.value);
      return geometry && L.GeoJSON.geometryToLayer({ type: "Feature", properties: {}, geometry });
    },
    save(layers) {
      text.value = textOf(layers.getLayers().map((layer) => layer.toGeoJSON(DECIMALS).geometry), config.geometryType);
      status.textContent = status.dataset.taken;
    },
  });
  const field = new L.GeometryField({ geom_type: config.geometryType, fieldid: text.id, modifiable: !isPoint, field_store_class: Store });
  field.addTo(map);
  // A rectangle is drawn as fast by its corners.
  element.querySelector(".leaflet-draw-draw-rectangle")?.remove();

  field.drawnItems.on("layeradd", ({ layer }) => layer.on("dragend", () => field.store.save(field.drawnItems)));
  field.drawnItems.eachLayer((layer) => layer.on("dragend", () => field.store.save(field.drawnItems)));

  function redraw() {
    field.drawnItems.clearLayers();
    let isRead = true;
    try {
      field.load();
    } catch {
      isRead = false;
    }
    status.textContent = isRead && (text.value.trim() === "" || field.drawnItems.getLayers().length) ? "" : status.dataset.unreadable;
  }
  text.addEventListener("change", redraw);

  if (isPoint) {
    map.on("click", ({ latlng }) => put(latlng.lat, latlng.lng));
  }
  function put(lat, lng) {
    text.value = `${lat.toFixed(6)}, ${lng.toFixed(6)}`;
    redraw();
    status.textContent = status.dataset.taken;
  }

  const search = picker.querySelector("[data-picker-search]");
  search.hidden = false;
  search.querySelector("input").addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  startSearch(search, {
    onChoose: ({ geometry }) => {
      const [lon, lat] = geometry.coordinates;
      if (isPoint || (isAny && !text.value.trim())) put(lat, lon);
      map.setView([lat, lon], Math.max(map.getZoom(), 17));
    },
  });

  // In a tab that was closed the map had no size, and nothing to fit its shapes into.
  let wasClosed = element.offsetWidth === 0;
  new ResizeObserver(() => {
    map.invalidateSize();
    if (!wasClosed || element.offsetWidth === 0) return;
    wasClosed = false;
    const bounds = field.drawnItems.getBounds();
    if (bounds.isValid()) map.fitBounds(bounds, { maxZoom: 17, animate: false });
    else map.setView([config.home.lonLat[1], config.home.lonLat[0]], config.home.zoom, { animate: false });
  }).observe(element);
}

function geometryOf(value) {
  const pair = PAIR.exec(value);
  if (pair) {
    const [lat, lon] = [Number(pair[1]), Number(pair[2])];
    return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { type: "Point", coordinates: [lon, lat] } : null;
  }
  return value.trim().startsWith("{") ? JSON.parse(value) : null;
}

function textOf(geometries, wanted) {
  if (!geometries.length) return "";
  if (wanted === "GEOMETRY") return textOf(geometries, typeOf(geometries));
  if (wanted === "POINT") {
    const [lon, lat] = geometries[0].coordinates;
    return `${lat.toFixed(6)}, ${lon.toFixed(6)}`;
  }
  if (wanted === "GEOMETRYCOLLECTION") return JSON.stringify({ type: "GeometryCollection", geometries });
  if (!wanted.startsWith("MULTI")) return JSON.stringify(geometries[0]);
  const names = { MULTIPOINT: "MultiPoint", MULTILINESTRING: "MultiLineString", MULTIPOLYGON: "MultiPolygon" };
  const parts = geometries.flatMap(({ type, coordinates }) => (type.startsWith("Multi") ? coordinates : [coordinates]));
  return JSON.stringify({ type: names[wanted], coordinates: parts });
}

// What to write shapes of any kind as; of several kinds together the server says what it wants instead.
function typeOf(geometries) {
  const types = new Set(geometries.map(({ type }) => type.replace("Multi", "").toUpperCase()));
  if (types.size > 1) return "GEOMETRYCOLLECTION";
  const [type] = types;
  return geometries.length > 1 || geometries[0].type.startsWith("Multi") ? `MULTI${type}` : type;
}

function nameControls(words, L) {
  const { draw, edit } = L.drawLocal;
  Object.assign(draw.toolbar.buttons, { marker: words.marker, polyline: words.polyline, polygon: words.polygon });
  Object.assign(draw.toolbar.actions, { title: words.cancel, text: words.cancel });
  Object.assign(draw.toolbar.finish, { title: words.finish, text: words.finish });
  Object.assign(draw.toolbar.undo, { title: words.undo, text: words.undo });
  draw.handlers.marker.tooltip.start = words.place;
  Object.assign(draw.handlers.polyline.tooltip, { start: words.start, cont: words.go_on, end: words.go_on });
  Object.assign(draw.handlers.polygon.tooltip, { start: words.start, cont: words.go_on, end: words.go_on });
  Object.assign(edit.toolbar.actions.save, { title: words.save, text: words.save });
  Object.assign(edit.toolbar.actions.cancel, { title: words.cancel, text: words.cancel });
  Object.assign(edit.toolbar.actions.clearAll, { title: words.clear, text: words.clear });
  Object.assign(edit.toolbar.buttons, { edit: words.edit, editDisabled: words.edit, remove: words.remove, removeDisabled: words.remove });
  Object.assign(edit.handlers.edit.tooltip, { text: words.change, subtext: "" });
  edit.handlers.remove.tooltip.text = words.delete;
}

for (const picker of document.querySelectorAll("[data-picker]")) start(picker, window.L);
