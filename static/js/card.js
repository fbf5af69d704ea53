// The card of what was chosen, a feature or a point: fetched whole from the server, so that it reads the same with and without scripts.
import { revealCopying } from "./copying.js";

export function createCard(slot, texts, { onClose, announce }) {
  let opener = null;
  let request = null;

  // Shows the card at an address and keeps in mind who asked; returns whether it came.
  async function show(address) {
    request?.abort();
    request = new AbortController();
    const asker = slot.contains(document.activeElement) ? opener : document.activeElement;
    try {
      const answer = await fetch(address, { signal: request.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const card = page.querySelector("[data-card]");
      if (!answer.ok || !card) throw new Error(String(answer.status));
      slot.replaceChildren(card);
    } catch (error) {
      if (error.name !== "AbortError") announce(texts.cardFailed);
      return false;
    }
    opener = asker;
    revealCopying(slot);
    slot.scrollTop = 0;
    slot.querySelector(".card__name").focus({ preventScroll: true });
    return true;
  }

  function hide() {
    request?.abort();
    if (!slot.firstElementChild) return false;
    const hadFocus = slot.contains(document.activeElement);
    slot.replaceChildren();
    onClose();
    if (hadFocus) opener?.focus?.({ preventScroll: true });
    return true;
  }

  slot.addEventListener("click", (event) => event.target.closest("[data-card-close]") && hide());
  return { show, hide, box: () => slot.firstElementChild?.getBoundingClientRect() };
}
