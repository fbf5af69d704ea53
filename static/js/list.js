// The list beside the map: what the map shows, or what is nearest; the server writes it anew whenever the map has moved.
const SETTLE_MS = 350;

export function createList(section, config, { queryFor, onCounted, onChoose, onPoint }) {
  let timer = null;
  let request = null;
  let loading = null;
  let near = null;

  function update() {
    clearTimeout(timer);
    timer = setTimeout(load, SETTLE_MS);
  }

  function load() {
    loading = ask();
    return loading;
  }

  async function ask() {
    clearTimeout(timer);
    request?.abort();
    request = new AbortController();
    section.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(`${config.urls.list}?${queryFor(near)}`, { signal: request.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      write(page.querySelector("[data-beside-map]"));
    } catch (error) {
      // What stays is what the map showed last; the map's own notice tells that the server cannot be reached.
      // Who waits for an answer that was overtaken waits for the one that overtook it.
      if (error.name === "AbortError") return loading;
    }
    section.removeAttribute("aria-busy");
  }

  // Somebody who reads the list is not thrown out of it: the focus goes to the same link, or to the list's beginning.
  function write(content) {
    const focused = section.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    const hadFocus = section.contains(document.activeElement) && document.activeElement !== section;
    section.replaceChildren(content);
    if (hadFocus) (section.querySelector(`a[href="${CSS.escape(focused ?? "")}"]`) ?? section).focus({ preventScroll: true });
    onCounted({ ...content.dataset });
  }

  const linkOf = (event) => event.target.closest?.("[data-lon-lat]");
  section.addEventListener("click", (event) => {
    if (event.target.closest("[data-by-name]")) {
      near = null;
      section.focus({ preventScroll: true });
      load();
      return;
    }
    const link = linkOf(event);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    onChoose(link.getAttribute("href"), lonLatOf(link));
  });
  for (const [name, isIn] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
    section.addEventListener(name, (event) => linkOf(event) && onPoint(isIn ? lonLatOf(linkOf(event)) : null));
  }
  return { update, near: () => near, setNear: (latLon) => { near = latLon; return load(); } };
}

function lonLatOf(link) {
  return link.dataset.lonLat.split(",").map(Number);
}
