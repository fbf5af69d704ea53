// The only module with side effects: finds what a page has and brings it to life. The maps' modules are loaded by the pages that have a map.
import { startContrast } from "./contrast.js";
import { startCopying } from "./copying.js";
import { startExpiring } from "./expiring.js";
import { startFrames } from "./frames.js";
import { startMenu } from "./menu.js";
import { startNear } from "./near.js";
import { pause } from "./pause.js";
import { startReporting } from "./reporting.js";
import { startSearch } from "./search.js";
import { whenSeen } from "./seen.js";
import { startSiteSearch } from "./site_search.js";
import { startTools } from "./tools.js";

startExpiring(document);
startFrames(document);
startMenu(document);
startNear(document);
startReporting(document);
startTools(document);
document.querySelectorAll("[data-site-search]").forEach(startSiteSearch);

let explorer = null;

// Over the map a house is shown where it stands; everything else has a page of its own.
for (const form of document.querySelectorAll("[data-search]")) {
  startSearch(form, { onChoose: (feature, address) => {
    if (explorer && feature.properties.precision === "house") explorer.showPoint(feature.geometry.coordinates);
    else window.location.assign(address);
  } });
}

const configOf = (id) => JSON.parse(document.getElementById(id).textContent);
const map = document.querySelector("[data-map]");
if (map && window.L) {
  if (document.documentElement.classList.contains("is-embedded")) {
    const { startEmbedded } = await import("./embedded.js");
    await pause();
    explorer = startEmbedded(map, configOf("map-config"), window.L);
  } else {
    const { startExplorer } = await import("./explorer.js");
    await pause();
    explorer = startExplorer(map, configOf("map-config"), window.L);
  }
}

// Who asked a map for strong contrast gets it on every page.
if (!map) startContrast(null, {});

const cityMap = document.querySelector("[data-city-map]");
if (cityMap && window.L) {
  whenSeen(cityMap, async () => {
    const { startCityMap } = await import("./city_map.js");
    startCityMap(cityMap, configOf("city-map-config"), window.L);
  });
}

const where = document.querySelector("[data-where]");
if (where && window.L) {
  const { startPin } = await import("./pin.js");
  startPin(where, configOf("pin-map-config"), window.L);
}

const copying = document.querySelector("[data-copying]");
if (copying) startCopying(document, { copied: copying.dataset.copying }, (text) => { copying.textContent = text; });
