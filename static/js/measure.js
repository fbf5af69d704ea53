// Measuring: points from the map, from its centre by keyboard, or typed; length and area on the spheroid.
import { areaOf, lengthOf } from "./geodesy.js";

const LINE = { color: "#a83f24", weight: 4, interactive: false };
const DOT = { radius: 6, color: "#fff", weight: 2, fillColor: "#a83f24", fillOpacity: 1, interactive: false };

export function createMeasure(map, panel, button, { texts, language, onToggle }, L) {
  const part = (name) => panel.querySelector(`[data-${name}]`);
  const drawing = L.layerGroup();
  const input = part("point-form").querySelector("input");
  let points = [];

  function setOpen(isOpen) {
    panel.hidden = !isOpen;
    button.setAttribute("aria-pressed", String(isOpen));
    if (isOpen) drawing.addTo(map);
    else drawing.remove();
    onToggle(isOpen);
    (isOpen ? panel.querySelector("h2") : button).focus({ preventScroll: true });
  }

  function change(next) {
    points = next;
    drawing.clearLayers();
    if (points.length > 2) drawing.addLayer(L.polygon(points, { ...LINE, weight: 0, fillOpacity: 0.16 }));
    if (points.length > 1) drawing.addLayer(L.polyline(points, LINE));
    for (const point of points) drawing.addLayer(L.circleMarker(point, DOT));
    part("length").textContent = points.length > 1 ? lengthText(lengthOf(points), texts, language) : "–";
    part("area").textContent = points.length > 2 ? areaText(areaOf(points), texts, language) : "–";
    part("points").replaceChildren(...points.map(line));
  }

  function line([lat, lon], place) {
    const item = document.createElement("li");
    const remove = document.createElement("button");
    remove.type = "button";
    remove.textContent = "✕";
    remove.setAttribute("aria-label", texts.removePoint.replace("{number}", String(place + 1)));
    remove.addEventListener("click", () => {
      change(points.filter((_, other) => other !== place));
      input.focus();
    });
    item.append(`${lat.toFixed(5)}, ${lon.toFixed(5)} `, remove);
    return item;
  }

  part("point-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const point = pointOf(input.value);
    part("point-error").textContent = point ? "" : texts.badPoint;
    input.setAttribute("aria-invalid", String(!point));
    if (!point) return;
    change([...points, point]);
    if (!map.getBounds().contains(point)) map.panTo(point);
    input.value = "";
    input.focus();
  });
  button.addEventListener("click", () => setOpen(panel.hidden));
  part("measure-close").addEventListener("click", () => setOpen(false));
  part("undo").addEventListener("click", () => change(points.slice(0, -1)));
  part("restart").addEventListener("click", () => change([]));
  return {
    isOpen: () => !panel.hidden,
    close: () => setOpen(false),
    add: (latLng) => change([...points, [latLng.lat, latLng.lng]]),
  };
}

// "35.5138, 24.0187", with a decimal comma too: latitude first, as people say it.
function pointOf(text) {
  const parts = text.trim().match(/^([-+]?\d+(?:\.\d+)?)\s*[,;\s]\s*([-+]?\d+(?:\.\d+)?)$/) ?? text.trim().match(/^([-+]?\d+,\d+)\s*[;\s]\s*([-+]?\d+,\d+)$/);
  if (!parts) return null;
  const [lat, lon] = parts.slice(1).map((part) => Number(part.replace(",", ".")));
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? [lat, lon] : null;
}

function written(number, digits, language) {
  return new Intl.NumberFormat(language === "en" ? "en-GB" : "el-GR", { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(number);
}

function lengthText(metres, texts, language) {
  if (!Number.isFinite(metres)) return "–";
  return metres < 1000 ? texts.metres.replace("{number}", written(metres, metres < 100 ? 1 : 0, language)) : texts.kilometres.replace("{number}", written(metres / 1000, 2, language));
}

function areaText(squareMetres, texts, language) {
  if (squareMetres < 10_000) return texts.squareMetres.replace("{number}", written(squareMetres, 0, language));
  if (squareMetres < 10_000_000) return texts.stremmata.replace("{number}", written(squareMetres / 1000, 1, language));
  return texts.squareKilometres.replace("{number}", written(squareMetres / 1e6, 2, language));
}
