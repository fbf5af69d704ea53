// The page's address tells the map's state, so that a link shows another person the same. geoportal/atlas/state.py reads it.
export function placeOf(map) {
  const centre = map.getCenter();
  return `${Math.round(map.getZoom())}/${centre.lat.toFixed(5)}/${centre.lng.toFixed(5)}`;
}

export function bboxOf(map) {
  return map.getBounds().toBBoxString().split(",").map((number) => Number(number).toFixed(5)).join(",");
}

export function latLonOf(latLng) {
  const at = latLng.wrap();
  return `${at.lat.toFixed(6)},${at.lng.toFixed(6)}`;
}

// Pairs of name and value, a name as often as it is given; those without a value are left out.
export function queryOf(pairs) {
  return pairs.filter(([, value]) => value !== null && value !== undefined).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value).replace(/%2C/g, ",").replace(/%2F/g, "/")}`).join("&");
}
