// The only module with side effects: finds what a page has and brings it to life.
import { startCityMap } from "./city_map.js";
import { startEmbedded } from "./embedded.js";
import { startExplorer } from "./explorer.js";
import { startMenu } from "./menu.js";
import { startNear } from "./near.js";
import { startSearch } from "./search.js";
import { startTools } from "./tools.js";

startMenu(document);
startNear(document);
startTools(document);

const map = document.querySelector("[data-map]");
let explorer = null;
if (map && window.L) {
  const start = document.documentElement.classList.contains("is-embedded") ? startEmbedded : startExplorer;
  explorer = start(map, JSON.parse(document.getElementById("map-config").textContent), window.L);
}

// Over the map a house is shown where it stands; everything else has a page of its own.
for (const form of document.querySelectorAll("[data-search]")) {
  startSearch(form, { onChoose: (feature, address) => {
    if (explorer && feature.properties.precision === "house") explorer.showPoint(feature.geometry.coordinates);
    else window.location.assign(address);
  } });
}

const cityMap = document.querySelector("[data-city-map]");
if (cityMap && window.L) {
  startCityMap(cityMap, JSON.parse(document.getElementById("city-map-config").textContent), window.L);
}
