// "Near me": the map goes to where the citizen is, and the list begins with the nearest. The position is told to nobody but this site.
import { latLonOf } from "./address.js";

const ZOOM = 16;

export function startLocating(map, button, { texts, announce, onFound }, L) {
  let here = null;
  button.addEventListener("click", () => {
    button.toggleAttribute("data-busy", true);
    announce(texts.locating, { quiet: true });
    map.locate({ enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 });
  });
  map.on("locationfound", async (event) => {
    button.removeAttribute("data-busy");
    here?.remove();
    here = L.layerGroup([
      L.circle(event.latlng, { radius: event.accuracy, stroke: false, fillColor: "#0065b3", fillOpacity: 0.12, interactive: false }),
      L.circleMarker(event.latlng, { radius: 9, color: "#fff", weight: 3, fillColor: "#0065b3", fillOpacity: 1 }).bindTooltip(texts.here),
    ]).addTo(map);
    map.setView(event.latlng, Math.max(map.getZoom(), ZOOM));
    await onFound(latLonOf(event.latlng));
    announce(texts.located);
  });
  map.on("locationerror", () => {
    button.removeAttribute("data-busy");
    announce(texts.notLocated);
  });
}
