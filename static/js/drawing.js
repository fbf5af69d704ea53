// How features look, from the layer's style; with high contrast, rims are black and lines are wider.
import { isContrast } from "./contrast.js";

const PIN = '<svg viewBox="0 0 34 44" aria-hidden="true"><path d="M17 43C17 43 32 27 32 16A15 15 0 0 0 2 16C2 27 17 43 17 43z" fill="#a83f24" stroke="#fff" stroke-width="2.5"/><circle cx="17" cy="16" r="5.5" fill="#fff"/></svg>';

export function symbolOf(style, feature) {
  const value = String(feature.properties[style.classifyBy] ?? "");
  return style.classes.find((entry) => entry.values.includes(value))?.symbol ?? style.symbol;
}

export function pathStyle(style, feature) {
  const symbol = symbolOf(style, feature);
  const more = isContrast() ? 1.5 : 0;
  if (/Point$/.test(feature.geometry.type)) return { color: more ? "#000" : symbol.outline_colour || "#fff", weight: symbol.outline_px + more, opacity: 1, fillColor: symbol.colour, fillOpacity: symbol.opacity };
  if (/LineString$/.test(feature.geometry.type)) return { color: symbol.colour, weight: symbol.size_px + more, opacity: symbol.opacity, fill: false };
  return { color: more ? "#000" : symbol.outline_colour || symbol.colour, weight: symbol.outline_px + more, opacity: 0.9, fillColor: symbol.colour, fillOpacity: symbol.opacity };
}

export function tooltipOptions(style, isLabelled) {
  if (!isLabelled) return { sticky: style.shape !== "point", direction: "top", offset: style.shape === "point" ? [0, -8] : [0, 0] };
  return style.shape === "point" ? { permanent: true, direction: "right", offset: [8, 0], className: "label" } : { permanent: true, direction: "center", className: "label" };
}

// A ring around the feature that is spoken of.
export function markPath([lon, lat], L) {
  return L.circleMarker([lat, lon], { radius: 16, color: "#f2b134", weight: 4, fill: false, interactive: false });
}

export function pinAt([lon, lat], title, L) {
  const picture = new DOMParser().parseFromString(PIN, "text/html").body.firstChild;
  return L.marker([lat, lon], { icon: L.divIcon({ html: picture, className: "pin", iconSize: [34, 44], iconAnchor: [17, 43] }), alt: title, title, keyboard: false, interactive: false });
}
