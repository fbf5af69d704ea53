// The page's address tells the map's state, so that a link shows another person the same. geoportal/atlas/state.py reads it.
export function placeOf(map) {
  const centre = map.getCenter();
  return `${map.getZoom()}/${centre.lat.toFixed(5)}/${centre.lng.toFixed(5)}`;
}

export function bboxOf(map) {
  return map.getBounds().toBBoxString().split(",").map((number) => Number(number).toFixed(5)).join(",");
}

export function queryOf(parts) {
  return Object.entries(parts).filter(([, value]) => value !== null).map(([name, value]) => `${name}=${encodeURI(value)}`).join("&");
}
