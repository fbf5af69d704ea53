// From WGS 84 to the Greek grid (EPSG:2100): the shift of EPSG:1272, then the transverse Mercator of GGRS87 on GRS 80, by Krüger's series.
const WGS84 = { a: 6378137, f: 1 / 298.257223563 };
const GRS80 = { a: 6378137, f: 1 / 298.257222101 };
const SHIFT = [199.87, -74.79, -246.62];
const [LON_0, K_0, FALSE_EAST] = [24, 0.9996, 500000];
const radians = (degrees) => (degrees * Math.PI) / 180;

export function toGreekGrid(lat, lon) {
  const [phi, lambda] = toGgrs87(radians(lat), radians(lon));
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

function toGgrs87(phi, lambda) {
  const nu = normal(WGS84, phi);
  const x = nu * Math.cos(phi) * Math.cos(lambda) + SHIFT[0];
  const y = nu * Math.cos(phi) * Math.sin(lambda) + SHIFT[1];
  const z = nu * (1 - squared(WGS84)) * Math.sin(phi) + SHIFT[2];
  const p = Math.hypot(x, y);
  let lat = Math.atan2(z, p * (1 - squared(GRS80)));
  for (let turn = 0; turn < 6; turn += 1) lat = Math.atan2(z + squared(GRS80) * normal(GRS80, lat) * Math.sin(lat), p);
  return [lat, Math.atan2(y, x)];
}

const squared = ({ f }) => f * (2 - f);
const normal = (spheroid, lat) => spheroid.a / Math.sqrt(1 - squared(spheroid) * Math.sin(lat) ** 2);
