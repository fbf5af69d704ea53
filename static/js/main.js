// The only module with side effects: finds what a page has and brings it to life.
import { startMenu } from "./menu.js";
import { startCityMap } from "./city_map.js";
import { startExplorer } from "./explorer.js";
import { startNear } from "./near.js";
import { startSearch } from "./search.js";

startMenu(document);
startNear(document);
for (const form of document.querySelectorAll("[data-search-page] [data-search]")) startSearch(form);

const map = document.querySelector("[data-map]");
if (map && window.L) {
  startExplorer(map, JSON.parse(document.getElementById("map-config").textContent), window.L);
}

const cityMap = document.querySelector("[data-city-map]");
if (cityMap && window.L) {
  startCityMap(cityMap, JSON.parse(document.getElementById("city-map-config").textContent), window.L);
}
