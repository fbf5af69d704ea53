// The search of the whole site: suggestions that lead to their pages.
import { startCombobox } from "./combobox.js";

export function startSiteSearch(form) {
  startCombobox(form, {
    suggestionsFor: async (text, signal) => {
      const answer = await fetch(`${form.dataset.url}?${new URLSearchParams({ q: text })}`, { signal });
      return answer.ok ? (await answer.json()).suggestions : [];
    },
    nameOf: ({ name }) => name,
    noteOf: ({ kind }) => kind,
    onChoose: ({ url }) => window.location.assign(url),
  });
}
