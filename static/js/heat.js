// A heat map of counted cells on a canvas of its own. The strongest cell of the view is full; a count's root keeps the weak ones visible.
const RADIUS_PX = 28;
// From rare to many: one hue that darkens, so that it is read without colours too.
const RAMP = [[0, "rgba(255, 214, 120, 0)"], [0.25, "rgba(250, 190, 90, .75)"], [0.55, "rgba(216, 100, 48, .85)"], [1, "rgba(110, 24, 16, .95)"]];

export function createHeat(map, L) {
  const canvas = L.DomUtil.create("canvas", "heat", map.getPanes().overlayPane);
  canvas.setAttribute("aria-hidden", "true");
  const colours = ramp();
  let cells = [];

  function paint() {
    const size = map.getSize();
    L.DomUtil.setPosition(canvas, map.containerPointToLayerPoint([0, 0]));
    [canvas.width, canvas.height] = [size.x, size.y];
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    const most = Math.max(1, ...cells.map((cell) => cell[2]));
    for (const [lon, lat, count] of cells) {
      const at = map.latLngToContainerPoint([lat, lon]);
      const glow = pen.createRadialGradient(at.x, at.y, 0, at.x, at.y, RADIUS_PX);
      glow.addColorStop(0, `rgba(0, 0, 0, ${0.1 + 0.6 * Math.sqrt(count / most)})`);
      glow.addColorStop(1, "rgba(0, 0, 0, 0)");
      pen.fillStyle = glow;
      pen.fillRect(at.x - RADIUS_PX, at.y - RADIUS_PX, 2 * RADIUS_PX, 2 * RADIUS_PX);
    }
    if (size.x && size.y) tint(pen, size, colours);
  }

  map.on("moveend resize", paint);
  map.on("zoomstart", () => canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height));
  return { show: (found) => { cells = found; paint(); } };
}

// What was added up is grey: its strength chooses the colour.
function tint(pen, size, colours) {
  const image = pen.getImageData(0, 0, size.x, size.y);
  const { data } = image;
  for (let index = 3; index < data.length; index += 4) {
    const place = data[index] * 4;
    if (place) for (let part = 0; part < 4; part += 1) data[index - 3 + part] = colours[place + part];
  }
  pen.putImageData(image, 0, 0);
}

function ramp() {
  const strip = document.createElement("canvas");
  [strip.width, strip.height] = [256, 1];
  const pen = strip.getContext("2d");
  const gradient = pen.createLinearGradient(0, 0, 256, 0);
  for (const [stop, colour] of RAMP) gradient.addColorStop(stop, colour);
  pen.fillStyle = gradient;
  pen.fillRect(0, 0, 256, 1);
  return pen.getImageData(0, 0, 256, 1).data;
}
