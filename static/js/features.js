// Draws layers: asks for what the view holds, a bounded number of features at a time, and drops what it no longer needs.
const LIMIT = 1000;
const MAX_LABELS = 150;

export function createDrawer(map, config, L, { onOpen, onState }) {
  const drawn = new Map();
  const renderer = L.canvas({ tolerance: 8, padding: 0.2 });

  function show(slug) {
    const layer = config.layers.find((entry) => entry.slug === slug);
    if (!layer || drawn.has(slug)) return;
    drawn.set(slug, { layer, group: L.layerGroup().addTo(map), request: null, state: { slug, count: 0 } });
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

  async function load(entry) {
    entry.request?.abort();
    const { layer } = entry;
    const zoom = map.getZoom();
    if (zoom < layer.minZoom || zoom > layer.maxZoom) {
      entry.group.clearLayers();
      entry.state = { slug: layer.slug, count: 0, problem: "tooFar" };
      return tell();
    }
    entry.request = new AbortController();
    const bbox = clamped(map.getBounds().pad(0.2)).join(",");
    try {
      const answer = await fetch(`${layer.itemsUrl}?bbox=${bbox}&limit=${LIMIT}`, { signal: entry.request.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const collection = await answer.json();
      draw(entry, collection.features);
      const isTruncated = collection.links.some((link) => link.rel === "next");
      entry.state = { slug: layer.slug, count: collection.features.length, problem: isTruncated ? "truncated" : null };
    } catch (error) {
      if (error.name === "AbortError") return undefined;
      entry.state = { slug: layer.slug, count: entry.state.count, problem: "failed" };
    }
    return tell();
  }

  function draw(entry, features) {
    const { layer, group } = entry;
    const labelled = layer.style.labelFromZoom !== null && map.getZoom() >= layer.style.labelFromZoom && features.length <= MAX_LABELS;
    const shapes = L.geoJSON({ type: "FeatureCollection", features }, {
      renderer,
      style: (feature) => pathStyle(layer.style, feature),
      pointToLayer: (feature, at) => L.circleMarker(at, { renderer, radius: symbolOf(layer.style, feature).size_px / 2, ...pathStyle(layer.style, feature) }),
      onEachFeature: (feature, shape) => {
        const name = String(feature.properties[layer.label] ?? "");
        if (name) shape.bindTooltip(document.createTextNode(name).textContent, tooltipOptions(layer.style, labelled));
        shape.on("click", () => onOpen(layer.slug, feature.id));
      },
    });
    group.clearLayers();
    group.addLayer(shapes);
    if (layer.style.shape === "polygon") shapes.bringToBack();
  }

  function tell() {
    onState([...drawn.values()].map((entry) => ({ ...entry.state, title: entry.layer.title })));
  }

  map.on("moveend", () => drawn.forEach(load));
  return { show, hide, shown: () => [...drawn.keys()] };
}

function symbolOf(style, feature) {
  const value = String(feature.properties[style.classifyBy] ?? "");
  return style.classes.find((entry) => entry.values.includes(value))?.symbol ?? style.symbol;
}

function pathStyle(style, feature) {
  const symbol = symbolOf(style, feature);
  const isPoint = /Point$/.test(feature.geometry.type);
  if (isPoint) return { color: "#fff", weight: symbol.outline_px, opacity: 1, fillColor: symbol.colour, fillOpacity: symbol.opacity };
  if (/LineString$/.test(feature.geometry.type)) return { color: symbol.colour, weight: symbol.size_px, opacity: symbol.opacity, fill: false };
  return { color: symbol.colour, weight: symbol.outline_px, opacity: 0.9, fillColor: symbol.colour, fillOpacity: symbol.opacity };
}

function tooltipOptions(style, labelled) {
  if (!labelled) return { sticky: style.shape !== "point", direction: "top", offset: style.shape === "point" ? [0, -8] : [0, 0] };
  return style.shape === "point" ? { permanent: true, direction: "right", offset: [8, 0], className: "label" } : { permanent: true, direction: "center", className: "label" };
}

function clamped(bounds) {
  const within = (number, limit) => Math.max(-limit, Math.min(limit, number)).toFixed(6);
  return [within(bounds.getWest(), 180), within(bounds.getSouth(), 90), within(bounds.getEast(), 180), within(bounds.getNorth(), 90)];
}
