// The complaints of a page's map: asked for by cells of the present view, drawn as points, numbers, or a heat map of the same counts.
import { createHeat } from "./heat.js";

const SETTLE_MS = 150;
const MAX_ZOOM = 19;

export function startCells(map, element, config, L) {
  const group = L.layerGroup().addTo(map);
  const renderer = L.canvas({ tolerance: 8 });
  const heat = config.isHeat ? createHeat(map, L) : null;
  const status = document.querySelector("[data-map-status]");
  let request = null;
  let timer = null;
  if (config.near && config.radiusM) L.circle(config.near, { radius: config.radiusM, color: "#0065b3", weight: 2, fillOpacity: 0.06, interactive: false }).addTo(map);

  async function load() {
    request?.abort();
    request = new AbortController();
    element.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(`${config.cells}&${viewOf(map, config.isHeat)}`, { signal: request.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const { cells } = await answer.json();
      draw(cells);
    } catch (error) {
      if (error.name === "AbortError") return;
      if (status) status.textContent = config.texts.failed;
    }
    element.removeAttribute("aria-busy");
  }

  function draw(cells) {
    // Whoever was on a number that goes stays on the map.
    if (document.activeElement?.classList.contains("cluster")) element.focus({ preventScroll: true });
    group.clearLayers();
    if (heat) heat.show(cells);
    else for (const cell of cells) group.addLayer(cell[2] === 1 ? single(cell) : cluster(cell));
    const seen = map.getBounds();
    const count = cells.filter(([lon, lat]) => seen.contains([lat, lon])).reduce((sum, cell) => sum + cell[2], 0);
    if (status) status.textContent = config.texts.shown.replace("%(count)s", written(count, config.language));
  }

  function single([lon, lat, , number, kind, state, colour, url]) {
    const point = L.circleMarker([lat, lon], { renderer, bubblingMouseEvents: false, radius: 9, color: "#fff", weight: 2.5, opacity: 1, fillColor: colour, fillOpacity: 1 });
    return point.bindPopup(() => popupOf({ number, kind, state, url }));
  }

  function cluster([lon, lat, count]) {
    const number = document.createElement("span");
    const isLast = map.getZoom() >= MAX_ZOOM;
    const side = Math.round(30 + 8 * Math.min(3, Math.log10(count)));
    number.textContent = short(count, config.language);
    number.style.background = config.colour;
    number.style.width = number.style.height = `${side}px`;
    const title = (isLast ? config.texts.together : config.texts.many).replace("%(count)s", written(count, config.language));
    const marker = L.marker([lat, lon], { icon: L.divIcon({ html: number, className: "cluster", iconSize: [side, side] }), title, alt: title, autoPanOnFocus: false });
    const open = () => {
      if (isLast) window.location.assign(`${config.list}&near=${lat.toFixed(6)},${lon.toFixed(6)}&radius=100`);
      else map.setView([lat, lon], Math.min(MAX_ZOOM, map.getZoom() + 2));
    };
    return marker.on("click", open).on("keypress", ({ originalEvent }) => { if (["Enter", " "].includes(originalEvent.key)) open(); });
  }

  map.on("moveend", () => {
    clearTimeout(timer);
    timer = setTimeout(load, SETTLE_MS);
  });
  return load();
}

// On a grid of its own, so that small moves ask what was asked before.
function viewOf(map, isHeat) {
  const zoom = Math.round(map.getZoom());
  const step = 360 / 2 ** zoom / 2;
  const bounds = map.getBounds();
  const down = (number) => (Math.floor(number / step) * step).toFixed(6);
  const up = (number) => (Math.ceil(number / step) * step).toFixed(6);
  const box = [down(Math.max(bounds.getWest(), -180)), down(Math.max(bounds.getSouth(), -85)), up(Math.min(bounds.getEast(), 179)), up(Math.min(bounds.getNorth(), 85))];
  return `bbox=${box.join(",")}&zoom=${zoom}${isHeat ? "&heat=1" : ""}`;
}

function popupOf({ number, kind, state, url }) {
  const box = document.createElement("div");
  const link = document.createElement("a");
  link.href = url;
  link.textContent = `${kind} ${number}`;
  const line = document.createElement("p");
  line.textContent = state;
  box.append(link, line);
  return box;
}

const written = (count, language) => count.toLocaleString(language);
const short = (count, language) => (count < 10000 ? written(count, language) : Intl.NumberFormat(language, { notation: "compact" }).format(count));
