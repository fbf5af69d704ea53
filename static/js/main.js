// The only module with side effects: finds what a page has and brings it to life.
import { startEmbedded } from "./embedded.js";
import { startExplorer } from "./explorer.js";
import { startMenu } from "./menu.js";
import { startTools } from "./tools.js";

startMenu(document);
startTools(document);

const map = document.querySelector("[data-map]");
if (map && window.L) {
  const start = document.documentElement.classList.contains("is-embedded") ? startEmbedded : startExplorer;
  start(map, JSON.parse(document.getElementById("map-config").textContent), window.L);
}
