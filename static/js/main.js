// The only module with side effects: finds what a page has and brings it to life.
import { startMenu } from "./menu.js";
import { startExplorer } from "./explorer.js";

startMenu(document);

const map = document.querySelector("[data-map]");
if (map && window.L) {
  startExplorer(map, JSON.parse(document.getElementById("map-config").textContent), window.L);
}
