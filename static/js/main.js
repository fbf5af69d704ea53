// The only module with side effects: finds what a page has and brings it to life.
import { startMenu } from "./menu.js";
import { startCityMap } from "./city_map.js";
import { startExplorer } from "./explorer.js";
import { startNear } from "./near.js";

startMenu(document);
startNear(document);

const map = document.querySelector("[data-map]");
if (map && window.L) {
  startExplorer(map, JSON.parse(document.getElementById("map-config").textContent), window.L);
}

const cityMap = document.querySelector("[data-city-map]");
if (cityMap && window.L) {
  startCityMap(cityMap, JSON.parse(document.getElementById("city-map-config").textContent), window.L);
}
