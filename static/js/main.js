// The only module with side effects: finds what a page has and brings it to life.
import { startMenu } from "./menu.js";
import { startExplorer } from "./explorer.js";
import { startSearch } from "./search.js";

startMenu(document);
for (const form of document.querySelectorAll("[data-search-page] [data-search]")) startSearch(form);

const map = document.querySelector("[data-map]");
if (map && window.L) {
  startExplorer(map, JSON.parse(document.getElementById("map-config").textContent), window.L);
}
