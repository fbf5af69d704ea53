// The schematic basemap of our own, always there; raster tiles over it where the municipality allows them and they can be reached.
import { isContrast } from "./contrast.js";
import { pause } from "./pause.js";

const QUIET = {
  land: "#f5f2ea",
  fills: { park: "#d5e8cf", forest: "#e4edd9", lake: "#cfe3f2" },
  roads: { motorway: ["#e0c98f", "#fbdf9b"], main: ["#e3d3a4", "#fdeab9"], street: ["#dcd8cd", "#ffffff"] },
};
const STRONG = {
  land: "#ffffff",
  fills: { park: "#cfe8c6", forest: "#dcecd2", lake: "#9fc5e8" },
  roads: { motorway: ["#000000", "#ffd24d"], main: ["#000000", "#ffe9a3"], street: ["#4a4a4a", "#ffffff"] },
};
const WEIGHTS = { motorway: [[11, 2], [13, 4], [15, 7], [17, 12]], main: [[11, 1], [13, 3], [15, 6], [17, 10]], street: [[13, 1], [15, 4], [17, 8]] };
const TILE_FAILURES = 4;

// Returns what repaints the basemap when its colours change.
export async function addBasemap(map, config, L) {
  for (const [name, order] of [["ground", 150], ["ground-labels", 170]]) {
    map.createPane(name).style.zIndex = order;
    map.getPane(name).style.pointerEvents = "none";
  }
  // One canvas for areas and roads: each that is added costs a phone as much as all that is drawn on it.
  const ground = { pane: "ground", renderer: L.canvas({ pane: "ground", padding: 0.1 }), interactive: false };
  addTiles(map, config.tiles, L);
  const [land, green, water, lines, labels] = await Promise.all(
    ["land", "green", "water", "roads", "labels"].map((name) => fetch(config.basemap[name]).then((answer) => answer.json())),
  );
  await pause();
  const repaint = [addAreas(map, [land, green, water], ground, L)];
  await pause();
  repaint.push(addRoads(map, lines, ground, L));
  await pause();
  addLabels(map, labels, config.language, L);
  return () => repaint.forEach((paint) => paint());
}

function addTiles(map, tiles, L) {
  if (!tiles.url) return;
  map.createPane("tiles").style.zIndex = 180;
  const layer = L.tileLayer(tiles.url, { pane: "tiles", maxNativeZoom: 19, maxZoom: 20, attribution: tiles.attribution, referrerPolicy: "strict-origin-when-cross-origin" });
  let failures = 0;
  layer.on("tileload", () => { failures = -Infinity; });
  layer.on("tileerror", () => {
    failures += 1;
    if (failures === TILE_FAILURES) layer.remove();
  });
  layer.addTo(map);
}

function addAreas(map, collections, options, L) {
  const style = (area) => {
    const colours = isContrast() ? STRONG : QUIET;
    return { stroke: false, fill: true, fillColor: colours.fills[area.properties.kind] ?? colours.land, fillOpacity: 1 };
  };
  const layers = collections.map((areas) => L.geoJSON(areas, { ...options, style }).addTo(map));
  return () => layers.forEach((layer) => layer.setStyle(style));
}

function addRoads(map, lines, options, L) {
  const kindsFirst = ["street", "main", "motorway"];
  const layers = kindsFirst.flatMap((kind) => {
    const some = lines.features.filter((line) => line.properties.kind === kind);
    return [0, 1].map((part) => ({ kind, part, layer: L.geoJSON(some, options).addTo(map) }));
  });
  const restyle = () => {
    const colours = isContrast() ? STRONG : QUIET;
    for (const { kind, part, layer } of layers) {
      const weight = weightAt(WEIGHTS[kind], map.getZoom());
      layer.setStyle({ color: colours.roads[kind][part], weight: weight && weight + (part === 0 ? 2 : 0), opacity: weight ? 1 : 0, lineCap: "round" });
    }
  };
  map.on("zoomend", restyle);
  restyle();
  return restyle;
}

function weightAt(weights, zoom) {
  return weights.reduce((found, [from, weight]) => (zoom >= from ? weight : found), 0);
}

function addLabels(map, labels, language, L) {
  const markers = labels.features.map((label) => {
    const { kind, min_zoom: minZoom, max_zoom: maxZoom = Infinity } = label.properties;
    const [lon, lat] = label.geometry.coordinates;
    const text = document.createElement("span");
    text.textContent = label.properties[`name_${language}`];
    const icon = L.divIcon({ html: text, className: `place-label place-label--${kind}`, iconSize: null });
    return { minZoom, maxZoom, marker: L.marker([lat, lon], { icon, pane: "ground-labels", interactive: false, keyboard: false }) };
  });
  const show = () => {
    for (const { minZoom, maxZoom, marker } of markers) {
      if (map.getZoom() >= minZoom && map.getZoom() <= maxZoom) marker.addTo(map);
      else marker.remove();
    }
  };
  map.on("zoomend", show);
  show();
}
