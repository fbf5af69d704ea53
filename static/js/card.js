// The card of the feature that was chosen: fetched whole from the server, so that it reads the same with and without scripts.
export function createCard(slot, mapUrl, texts, { onClose, onShow, announce }) {
  let opener = null;

  function prepare() {
    slot.querySelector("[data-card-close]").addEventListener("click", hide);
    slot.querySelector(".card__name").focus({ preventScroll: true });
  }

  async function show(slug, id) {
    opener = document.activeElement;
    const answer = await fetch(`${mapUrl}${slug}/${id}/card/`);
    if (!answer.ok) return announce(texts.failed.replace("{title}", `${slug}/${id}`));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    slot.replaceChildren(page.querySelector("[data-card]"));
    prepare();
    return onShow(slug, id);
  }

  function hide() {
    if (!slot.firstElementChild) return;
    slot.replaceChildren();
    onClose();
    opener?.focus?.({ preventScroll: true });
  }

  slot.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  return { show, hide };
}

// The link of the feature whose page this is.
export function startCopying(root, texts, announce) {
  const button = root.querySelector("[data-copy-link]");
  if (!button || !navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(new URL(button.dataset.copyLink, window.location).href);
    announce(texts.copied);
  });
}
