// Draws layers: asks for what the view holds, a bounded number of features at a time, keeps what stays and drops what it no longer needs.
import { markPath, pathStyle, symbolOf, tooltipOptions } from "./drawing.js";

const MAX_LABELS = 150;
const SETTLE_MS = 120;
const PAD = 0.25;

export function createDrawer(map, config, L, { queryFor, onOpen, onState, onBusy }) {
  const drawn = new Map();
  const renderer = L.canvas({ tolerance: 8, padding: 0.2 });
  let timer = null;

  function show(slug) {
    const layer = config.layers.find((entry) => entry.slug === slug);
    if (!layer || drawn.has(slug)) return;
    drawn.set(slug, { layer, group: L.layerGroup().addTo(map), shapes: new Map(), request: null, known: null, state: { slug, count: 0 } });
    load(drawn.get(slug));
  }

  function hide(slug) {
    const entry = drawn.get(slug);
    if (!entry) return;
    entry.request?.abort();
    entry.group.remove();
    drawn.delete(slug);
    tell();
  }

  function reload(slug) {
    for (const entry of slug ? [drawn.get(slug)] : drawn.values()) {
      if (!entry) continue;
      entry.known = null;
      load(entry);
    }
  }

  async function load(entry) {
    const { layer } = entry;
    const zoom = map.getZoom();
    if (zoom < layer.minZoom || zoom > layer.maxZoom) {
      entry.request?.abort();
      entry.request = null;
      clear(entry);
      entry.state = { slug: layer.slug, count: 0, problem: "tooFar" };
      return tell();
    }
    if (isKnown(entry)) return label(entry);
    entry.request?.abort();
    const request = new AbortController();
    entry.request = request;
    tell();
    const bounds = map.getBounds().pad(PAD);
    try {
      const answer = await fetch(`${layer.itemsUrl}?${addressOf(bounds, layer)}`, { signal: request.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const collection = await answer.json();
      const isTruncated = collection.links.some((link) => link.rel === "next");
      draw(entry, collection.features);
      entry.known = { bounds, isTruncated };
      entry.state = { slug: layer.slug, count: collection.features.length, problem: isTruncated ? "truncated" : null };
    } catch (error) {
      if (error.name === "AbortError") return undefined;
      entry.known = null;
      entry.state = { slug: layer.slug, count: entry.shapes.size, problem: "failed" };
    }
    if (entry.request === request) entry.request = null;
    return tell();
  }

  // What the last answer covers whole is not asked again: small moves cost nothing.
  function isKnown(entry) {
    return entry.known && !entry.known.isTruncated && entry.known.bounds.contains(map.getBounds());
  }

  function addressOf(bounds, layer) {
    const filters = queryFor(layer.slug);
    return `bbox=${clamped(bounds).join(",")}&limit=${config.featureLimit}${filters && `&${filters}`}`;
  }

  function draw(entry, features) {
    const kept = new Map();
    for (const feature of features) {
      const key = keyOf(entry.layer, feature);
      const shape = entry.shapes.get(key) ?? shapeOf(entry.layer, feature);
      entry.shapes.delete(key);
      kept.set(key, shape);
    }
    for (const shape of entry.shapes.values()) entry.group.removeLayer(shape);
    for (const shape of kept.values()) if (!entry.group.hasLayer(shape)) entry.group.addLayer(shape);
    entry.shapes = kept;
    if (entry.layer.style.shape === "polygon") for (const shape of kept.values()) shape.bringToBack();
    entry.isLabelled = null;
    label(entry);
  }

  function shapeOf(layer, feature) {
    const options = { renderer, bubblingMouseEvents: false, ...pathStyle(layer.style, feature) };
    const shape = L.GeoJSON.geometryToLayer(feature, {
      ...options,
      pointToLayer: (_, at) => L.circleMarker(at, { ...options, radius: symbolOf(layer.style, feature).size_px / 2 }),
    });
    shape.feature = feature;
    if (shape.setStyle && !shape.options.renderer) shape.setStyle(options);
    shape.on("click", (event) => onOpen(layer.slug, feature.id, event));
    return shape;
  }

  // Names are written where the style and the room allow; elsewhere they show under the pointer.
  function label(entry) {
    const { style } = entry.layer;
    const isLabelled = style.labelFromZoom !== null && map.getZoom() >= style.labelFromZoom && entry.shapes.size <= MAX_LABELS;
    if (entry.isLabelled === isLabelled) return;
    entry.isLabelled = isLabelled;
    for (const shape of entry.shapes.values()) {
      const name = String(shape.feature.properties[entry.layer.label] ?? "");
      shape.unbindTooltip();
      if (name) shape.bindTooltip(document.createTextNode(name), tooltipOptions(style, isLabelled));
    }
    tell();
  }

  function clear(entry) {
    entry.group.clearLayers();
    entry.shapes.clear();
    entry.known = null;
    entry.isLabelled = null;
  }

  function restyle() {
    for (const { layer, shapes } of drawn.values()) {
      for (const shape of shapes.values()) shape.setStyle(pathStyle(layer.style, shape.feature));
    }
  }

  function tell() {
    const entries = [...drawn.values()];
    onBusy(entries.some((entry) => entry.request));
    onState(entries.map((entry) => ({ ...entry.state, title: entry.layer.title, minZoom: entry.layer.minZoom })));
  }

  async function settled() {
    while (timer || [...drawn.values()].some((entry) => entry.request)) await new Promise((resolve) => { setTimeout(resolve, 50); });
  }

  map.on("moveend", () => {
    clearTimeout(timer);
    timer = setTimeout(() => { timer = null; drawn.forEach(load); }, SETTLE_MS);
  });
  return { show, hide, reload, restyle, settled, shown: () => [...drawn.keys()], mark: (lonLat) => markPath(lonLat, L) };
}

// The same feature looks the same: another class or name, or another place of a point, makes it another shape.
function keyOf(layer, feature) {
  const place = feature.geometry.type === "Point" ? feature.geometry.coordinates.join() : "";
  return [feature.id, feature.properties[layer.style.classifyBy] ?? "", feature.properties[layer.label] ?? "", place].join("|");
}

function clamped(bounds) {
  const within = (number, limit) => Math.max(-limit, Math.min(limit, number)).toFixed(6);
  return [within(bounds.getWest(), 180), within(bounds.getSouth(), 90), within(bounds.getEast(), 180), within(bounds.getNorth(), 90)];
}
