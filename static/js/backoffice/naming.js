// Names for what Wagtail's admin leaves nameless to those who listen to it, as axe-core finds them. Much of it comes after the page: it is watched.
const words = document.querySelector("script[data-naming]").dataset;

function nameAll() {
  for (const form of document.querySelectorAll("form[role='search']:not([aria-label])")) {
    form.setAttribute("aria-label", form.closest("[data-wagtail-sidebar], aside") ? words.everywhere : words.list);
  }
  for (const text of document.querySelectorAll("[role='textbox'][contenteditable]:not([aria-label])")) {
    text.setAttribute("aria-label", headingAbove(text) || words.text);
  }
  for (const cell of document.querySelectorAll("td input[name*='-cell-']:not([aria-label])")) {
    cell.setAttribute("aria-label", `${words.cell} ${cell.name.split("-cell-")[1].split("-").map((number) => Number(number) + 1).join(", ")}`);
  }
  // Each field of a form would be a landmark, many of them with the same name.
  for (const panel of document.querySelectorAll("section.w-panel:not([role])")) panel.setAttribute("role", "group");
  for (const list of document.querySelectorAll("ul.workflow-tasks:not([role])")) {
    // Its entries are links that hold list items, and headings of a level that nothing leads to.
    list.setAttribute("role", "group");
    for (const entry of list.querySelectorAll("li, h4")) entry.setAttribute("role", "none");
  }
  for (const tag of document.querySelectorAll("a.page-status-tag[aria-label]:not([data-named])")) {
    tag.dataset.named = "";
    tag.setAttribute("aria-label", `${tag.textContent.trim()}. ${tag.getAttribute("aria-label")}`);
  }
}

function headingAbove(element) {
  const field = element.closest(".w-field")?.querySelector("label");
  return (field ?? element.closest("section.w-panel")?.querySelector("[data-panel-heading-text]"))?.textContent.trim();
}

let isAwaited = false;
new MutationObserver(() => {
  if (isAwaited) return;
  isAwaited = true;
  requestAnimationFrame(() => { isAwaited = false; nameAll(); });
}).observe(document.body, { childList: true, subtree: true });
nameAll();
