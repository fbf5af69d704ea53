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
for (const form of document.querySelectorAll("[data-search-page] [data-search]")) startSearch(form);

const map = document.querySelector("[data-map]");
if (map && window.L) {
  const start = document.documentElement.classList.contains("is-embedded") ? startEmbedded : startExplorer;
  start(map, JSON.parse(document.getElementById("map-config").textContent), window.L);
}

const cityMap = document.querySelector("[data-city-map]");
if (cityMap && window.L) {
  startCityMap(cityMap, JSON.parse(document.getElementById("city-map-config").textContent), window.L);
}
