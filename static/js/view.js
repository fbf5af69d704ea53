// The map itself, as the explorer and the pages of others show it: basemap, layers, marks, and where it looks first.
import { addBasemap } from "./basemap.js";
import { isContrast } from "./contrast.js";
import { declutter } from "./labels.js";
import { markPath, pinAt } from "./drawing.js";
import { pause } from "./pause.js";

export function createView(element, config, L) {
  const isCalm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(element, { zoomControl: false, preferCanvas: true, maxZoom: 20, minZoom: 5, keyboard: true, fadeAnimation: !isCalm, zoomAnimation: !isCalm, inertia: !isCalm });
  map.attributionControl.setPrefix(false).addAttribution(config.texts.attribution);
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  lookAt(map, config, L);
  const arrangeLabels = () => requestAnimationFrame(() => declutter(element));
  let paintBasemap = () => {};
  pause().then(() => addBasemap(map, config, L)).then((repaint) => {
    paintBasemap = repaint;
    if (isContrast()) repaint();
    arrangeLabels();
  });
  map.on("zoomend", arrangeLabels);
  for (const [selector, act] of [["[data-zoom-in]", () => map.zoomIn()], ["[data-zoom-out]", () => map.zoomOut()]]) {
    document.querySelector(selector).addEventListener("click", act);
  }
  if (config.feature) markPath(config.feature.lonLat, L).addTo(map);
  if (config.pin) pinAt(config.pin, config.texts.pin, L).addTo(map);
  return { map, arrangeLabels, repaint: () => paintBasemap() };
}

function lookAt(map, config, L) {
  const box = ([west, south, east, north]) => L.latLngBounds([south, west], [north, east]);
  const point = config.pin ?? config.near;
  if (config.at) map.setView([config.at[1], config.at[2]], config.at[0]);
  else if (config.feature) map.fitBounds(box(config.feature.extent), { maxZoom: 17, padding: [60, 60] });
  else if (config.extent) map.fitBounds(box(config.extent));
  else if (point) map.setView([point[1], point[0]], 17);
  else map.setView([config.home.lonLat[1], config.home.lonLat[0]], config.home.zoom);
}

// The bar shows what takes long; to who reads the page otherwise, the map is busy at once.
export function startProgress(bar, element, after_ms = 250) {
  let timer = null;
  return (isBusy) => {
    element.setAttribute("aria-busy", isBusy);
    if (isBusy && !timer) timer = setTimeout(() => { bar.hidden = false; }, after_ms);
    if (isBusy) return;
    clearTimeout(timer);
    timer = null;
    bar.hidden = true;
  };
}
