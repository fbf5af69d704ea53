// What the desk's pages do with scripts: maps, keys, ready replies, choices that need no button. Without them everything is there in HTML.
import { startCityMap } from "../../city_map.js";
import { startConditions } from "./conditions.js";
import { startKeys } from "./keys.js";
import { startReplies } from "./replies.js";

for (const element of document.querySelectorAll("[data-city-map]")) {
  startCityMap(element, JSON.parse(document.getElementById("city-map-config").textContent), window.L);
}

const keyed = document.querySelector("[data-keys]");
if (keyed) startKeys(keyed, document.querySelector("[data-help-dialog]"));
startReplies(document);
startConditions(document);

for (const field of document.querySelectorAll("[data-submits]")) {
  field.addEventListener("change", () => field.form.requestSubmit(field.dataset.submits ? document.getElementById(field.dataset.submits) : undefined));
}

for (const element of document.querySelectorAll("[data-with-script]")) element.hidden = false;
const all = document.querySelector("[data-all]");
all?.addEventListener("change", () => {
  for (const box of document.querySelectorAll("[data-bulk] [name='case']")) box.checked = all.checked;
});

const print = document.querySelector("[data-print]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}

// Opened by a click, a form begins at its first field.
for (const details of document.querySelectorAll("details.act-form")) {
  details.addEventListener("toggle", () => {
    if (!details.open) return;
    details.querySelector(".line :is(select, textarea, input)")?.focus({ preventScroll: true });
    details.scrollIntoView({ block: "nearest" });
  });
}
document.querySelector("details.act-form[open]")?.scrollIntoView({ block: "nearest" });
