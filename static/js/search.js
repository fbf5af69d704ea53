// The search for an address or a place: suggestions with their place on the map.
import { startCombobox } from "./combobox.js";

const SUGGESTIONS = 8;

// onChoose(feature, address) is told of a choice; without it the browser goes there. near() may give [longitude, latitude] of what is seen.
export function startSearch(form, { onChoose = (_, address) => window.location.assign(address), near = () => null } = {}) {
  startCombobox(form, {
    suggestionsFor: async (text, signal) => {
      const answer = await fetch(questionOf(form, text, near()), { signal });
      return answer.ok ? (await answer.json()).features : [];
    },
    nameOf: ({ properties }) => properties.name,
    noteOf: ({ properties }) => [properties.layer_title, properties.locality].filter(Boolean).join(" · "),
    onChoose: (feature) => onChoose(feature, addressOf(form, feature)),
  });
}

function questionOf(form, text, near) {
  const parts = new URLSearchParams({ q: text, limit: SUGGESTIONS, lang: form.dataset.language });
  if (near) parts.set("near", near.map((number) => number.toFixed(5)).join(","));
  return `${form.dataset.url}?${parts}`;
}

// A house is a place on the map; everything else has a page of its own.
function addressOf(form, { geometry, properties }) {
  const [lon, lat] = geometry.coordinates.map((number) => number.toFixed(6));
  const template = properties.precision === "house" ? form.dataset.addressUrl : form.dataset.featureUrl;
  const values = { lon, lat, layer: properties.layer, feature: properties.feature };
  return template.replace(/\{(\w+)\}/g, (_, key) => values[key]);
}
