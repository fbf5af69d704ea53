// The map in a page of somebody else: what its address says, and links to the whole map.
import { bboxOf, placeOf, queryOf } from "./address.js";
import { createCard } from "./card.js";
import { startContrast } from "./contrast.js";
import { createDrawer } from "./features.js";
import { createNotices } from "./notices.js";
import { createView, startProgress } from "./view.js";

export function startEmbedded(element, config, L) {
  const { map, arrangeLabels, repaint } = createView(element, config, L);
  const notices = createNotices(document.querySelector("[data-notice-box]"), config.texts);
  const card = createCard(document.querySelector("[data-card-slot]"), config.texts, { announce: notices.announce, onClose: () => {} });
  const drawer = createDrawer(map, config, L, {
    queryFor: (slug) => config.queries[slug] ?? "",
    onOpen: async (slug, id) => {
      if (await card.show(`${config.urls.map}${slug}/${id}/card/`)) for (const link of document.querySelectorAll("[data-card] a")) Object.assign(link, { target: "_blank", rel: "noopener" });
    },
    onState: (states) => {
      notices.tell(states, null, { zoomIn: () => map.zoomIn(), retry: () => drawer.reload() });
      arrangeLabels();
    },
    onBusy: startProgress(document.querySelector("[data-progress]"), element),
  });
  startContrast(null, { texts: config.texts, announce: notices.announce, onChange: repaint });
  config.shown.forEach(drawer.show);
  document.addEventListener("keydown", (event) => event.key === "Escape" && card.hide());

  const [mapLink, listLink] = ["map", "list"].map((name) => document.querySelector(`[data-${name}-link]`));
  const kept = [...new URL(mapLink.href).searchParams].filter(([name]) => name !== "at" && name !== "bbox");
  map.on("moveend", () => {
    mapLink.href = `${config.urls.map}?${queryOf([...kept, ["at", placeOf(map)]])}`;
    listLink.href = `${config.urls.map}?${queryOf([...kept, ["view", "list"], ["bbox", bboxOf(map)]])}`;
  });
}
