// Buttons that copy a text or the address of a page. They show themselves only where a browser can copy.
export function revealCopying(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("[data-copy], [data-copy-link]")) button.hidden = false;
}

export function startCopying(root, texts, announce) {
  revealCopying(root);
  root.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy], [data-copy-link]");
    if (!button || !navigator.clipboard) return;
    const text = button.dataset.copy ?? new URL(button.dataset.copyLink, window.location).href;
    await navigator.clipboard.writeText(text);
    announce(texts.copied);
  });
}
