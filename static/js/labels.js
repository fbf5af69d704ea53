// Names that would cover each other: the more important one stays, the others wait for a closer look.
const ORDER = [".leaflet-tooltip.label", ".place-label--town span", ".place-label--neighbourhood span", ".place-label--village span", ".place-label--sea span", ".place-label--island span"];
const GAP_PX = 2;

export function declutter(container) {
  const kept = [];
  const labels = ORDER.flatMap((selector) => [...container.querySelectorAll(selector)]);
  for (const [label, box] of labels.map((entry) => [entry, entry.getBoundingClientRect()])) {
    const isFree = !kept.some((other) => overlap(box, other));
    label.style.visibility = isFree ? "" : "hidden";
    if (isFree) kept.push(box);
  }
}

function overlap(a, b) {
  return a.left < b.right + GAP_PX && b.left < a.right + GAP_PX && a.top < b.bottom + GAP_PX && b.top < a.bottom + GAP_PX;
}
