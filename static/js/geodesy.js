// Lengths and areas on the WGS 84 spheroid, of points as [latitude, longitude] in degrees.
const A = 6378137;
const F = 1 / 298.257223563;
const B = A * (1 - F);
const E2 = F * (2 - F);
const radians = (degrees) => (degrees * Math.PI) / 180;

// Vincenty's inverse formula (Survey Review 23/176, 1975), to a millimetre; null between antipodes, where it does not converge.
export function distance([lat1, lon1], [lat2, lon2]) {
  const reduced = (lat) => Math.atan((1 - F) * Math.tan(radians(lat)));
  const [u1, u2] = [reduced(lat1), reduced(lat2)];
  const [sin1, cos1, sin2, cos2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
  const l = radians(lon2 - lon1);
  let lambda = l;
  for (let turn = 0; turn < 100; turn += 1) {
    const [sinL, cosL] = [Math.sin(lambda), Math.cos(lambda)];
    const sinSigma = Math.hypot(cos2 * sinL, cos1 * sin2 - sin1 * cos2 * cosL);
    if (sinSigma === 0) return 0;
    const cosSigma = sin1 * sin2 + cos1 * cos2 * cosL;
    const sigma = Math.atan2(sinSigma, cosSigma);
    const sinAlpha = (cos1 * cos2 * sinL) / sinSigma;
    const cos2Alpha = 1 - sinAlpha ** 2;
    const cosM = cos2Alpha === 0 ? 0 : cosSigma - (2 * sin1 * sin2) / cos2Alpha;
    const c = (F / 16) * cos2Alpha * (4 + F * (4 - 3 * cos2Alpha));
    const previous = lambda;
    lambda = l + (1 - c) * F * sinAlpha * (sigma + c * sinSigma * (cosM + c * cosSigma * (2 * cosM ** 2 - 1)));
    if (Math.abs(lambda - previous) < 1e-12) return onSpheroid({ sigma, sinSigma, cosSigma, cos2Alpha, cosM });
  }
  return null;
}

function onSpheroid({ sigma, sinSigma, cosSigma, cos2Alpha, cosM }) {
  const u2 = (cos2Alpha * (A ** 2 - B ** 2)) / B ** 2;
  const a = 1 + (u2 / 16384) * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)));
  const b = (u2 / 1024) * (256 + u2 * (-128 + u2 * (74 - 47 * u2)));
  const last = (b / 6) * cosM * (4 * sinSigma ** 2 - 3) * (4 * cosM ** 2 - 3);
  return B * a * (sigma - b * sinSigma * (cosM + (b / 4) * (cosSigma * (2 * cosM ** 2 - 1) - last)));
}

export function lengthOf(points) {
  return points.slice(1).reduce((sum, point, place) => sum + (distance(points[place], point) ?? NaN), 0);
}

// Through the equal-area cylinder of the spheroid: exact but for the edges, which it takes as straight there; in a town that is nothing.
export function areaOf(points) {
  const flat = points.map(([lat, lon]) => [A * radians(lon - points[0][1]), (A / 2) * authalic(lat)]);
  const doubled = flat.reduce((sum, [x, y], place) => {
    const [nextX, nextY] = flat[(place + 1) % flat.length];
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(doubled) / 2;
}

function authalic(lat) {
  const sin = Math.sin(radians(lat));
  const e = Math.sqrt(E2);
  return (1 - E2) * (sin / (1 - E2 * sin ** 2) - Math.log((1 - e * sin) / (1 + e * sin)) / (2 * e));
}
