// What holds until an hour goes away by itself when the hour comes, also on a page that stays open.
const LONGEST_MS = 2 ** 31 - 1;

export function startExpiring(root) {
  for (const element of root.querySelectorAll("[data-until]")) {
    const remaining = Date.parse(element.dataset.until) - Date.now();
    if (remaining <= 0) element.hidden = true;
    else if (remaining < LONGEST_MS) setTimeout(() => { element.hidden = true; }, remaining);
  }
}
