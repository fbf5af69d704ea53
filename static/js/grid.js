// From WGS 84 to the Greek grid (EPSG:2100): out of the datum by the operation that the server names, then the transverse Mercator of
// GGRS87 on GRS 80, by Krüger's series.
const WGS84 = { a: 6378137, f: 1 / 298.257223563 };
const GRS80 = { a: 6378137, f: 1 / 298.257222101 };
const [LON_0, K_0, FALSE_EAST] = [24, 0.9996, 500000];
const radians = (degrees) => (degrees * Math.PI) / 180;

// `toWgs84`: three shifts in metres, or seven parameters (position vector: shifts, arc seconds, parts per million) from GGRS87 to WGS 84.
export function toGreekGrid(lat, lon, toWgs84) {
  const [phi, lambda] = toGgrs87(radians(lat), radians(lon), toWgs84);
  const { f, a } = GRS80;
  const e = Math.sqrt(f * (2 - f));
  const n = f / (2 - f);
  const t = Math.sinh(Math.atanh(Math.sin(phi)) - e * Math.atanh(e * Math.sin(phi)));
  const dLambda = lambda - radians(LON_0);
  const xi = Math.atan2(t, Math.cos(dLambda));
  const eta = Math.asinh(Math.sin(dLambda) / Math.hypot(t, Math.cos(dLambda)));
  const series = [n / 2 - (2 / 3) * n ** 2 + (5 / 16) * n ** 3, (13 / 48) * n ** 2 - (3 / 5) * n ** 3, (61 / 240) * n ** 3];
  const rectifying = (a / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64);
  const sum = (one, other, start) => series.reduce((total, alpha, place) => total + alpha * one(2 * (place + 1) * xi) * other(2 * (place + 1) * eta), start);
  return [FALSE_EAST + K_0 * rectifying * sum(Math.cos, Math.sinh, eta), K_0 * rectifying * sum(Math.sin, Math.cosh, xi)];
}

function toGgrs87(phi, lambda, toWgs84) {
  const nu = normal(WGS84, phi);
  const [x, y, z] = fromWgs84(
    [nu * Math.cos(phi) * Math.cos(lambda), nu * Math.cos(phi) * Math.sin(lambda), nu * (1 - squared(WGS84)) * Math.sin(phi)],
    toWgs84,
  );
  const p = Math.hypot(x, y);
  let lat = Math.atan2(z, p * (1 - squared(GRS80)));
  for (let turn = 0; turn < 6; turn += 1) lat = Math.atan2(z + squared(GRS80) * normal(GRS80, lat) * Math.sin(lat), p);
  return [lat, Math.atan2(y, x)];
}

// The operation backwards: the angles are so small that their matrix turned over is its inverse, to a hundredth of a millimetre.
function fromWgs84(point, [tx, ty, tz, rx = 0, ry = 0, rz = 0, ppm = 0]) {
  const [x, y, z] = [point[0] - tx, point[1] - ty, point[2] - tz].map((metres) => metres / (1 + ppm * 1e-6));
  const [a, b, c] = [rx, ry, rz].map((seconds) => radians(seconds / 3600));
  return [x + c * y - b * z, y - c * x + a * z, z + b * x - a * y];
}

const squared = ({ f }) => f * (2 - f);
const normal = (spheroid, lat) => spheroid.a / Math.sqrt(1 - squared(spheroid) * Math.sin(lat) ** 2);
