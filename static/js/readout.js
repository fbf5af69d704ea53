// The coordinates under the pointer, or of the centre for those who move the map by keyboard.
import { toGreekGrid } from "./grid.js";

const GREEK_GRID = 2100;

export function startReadout(map, button, bar, grid) {
  const output = bar.querySelector("[data-readout]");
  const write = ({ lat, lng }) => {
    const lines = [`WGS 84  ${lat.toFixed(5)}, ${lng.toFixed(5)}`];
    const [west, south, east, north] = grid.extent;
    if (grid.srid === GREEK_GRID && lng >= west && lng <= east && lat >= south && lat <= north) {
      lines.push(`${grid.title}  ${toGreekGrid(lat, lng, grid.toWgs84).map((metres) => metres.toFixed(0)).join(", ")}`);
    }
    output.textContent = lines.join("\n");
  };
  const centre = () => write(map.getCenter());
  const pointer = (event) => write(event.latlng.wrap());
  button.addEventListener("click", () => {
    const isOn = bar.hidden;
    bar.hidden = !isOn;
    button.setAttribute("aria-pressed", String(isOn));
    map[isOn ? "on" : "off"]({ mousemove: pointer, move: centre });
    if (isOn) centre();
  });
}
