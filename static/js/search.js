// Suggestions under a search box: an editable combobox with a list (WAI-ARIA APG). Without scripts the form leads to a page of results.
const PAUSE_MS = 180;
const FEWEST_LETTERS = 2;
const SUGGESTIONS = 8;

// onChoose(feature, address) is told of a choice; without it the browser goes there. near() may give [longitude, latitude] of what is seen.
export function startSearch(form, { onChoose = (_, address) => window.location.assign(address), near = () => null } = {}) {
  const input = form.querySelector("input[name=q]");
  const list = createList(form, input);
  const status = form.appendChild(element("p", { className: "govgr-visually-hidden", role: "status" }));
  let found = [];
  let active = -1;
  let request = null;
  let timer = 0;

  Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, "aria-haspopup": "listbox" })
    .forEach(([name, value]) => input.setAttribute(name, value));

  function setOpen(isOpen) {
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) activate(-1);
  }

  function activate(number) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = number;
    const option = list.children[active];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    return input.setAttribute("aria-activedescendant", option.id);
  }

  function choose(number) {
    const feature = found[number];
    cancel();
    setOpen(false);
    input.value = feature.properties.name;
    onChoose(feature, addressOf(form, feature));
  }

  function cancel() {
    window.clearTimeout(timer);
    request?.abort();
  }

  async function suggest() {
    request = new AbortController();
    try {
      const answer = await fetch(questionOf(form, input.value, near()), { signal: request.signal });
      found = answer.ok ? (await answer.json()).features : [];
    } catch (error) {
      if (error.name === "AbortError") return;
      found = [];
    }
    list.replaceChildren(...found.map((feature, number) => optionOf(feature, `${list.id}-${number}`)));
    activate(-1);
    setOpen(found.length > 0);
    status.textContent = wordsFor(form, found.length);
  }

  input.addEventListener("input", () => {
    cancel();
    if (lettersIn(input.value) >= FEWEST_LETTERS) timer = window.setTimeout(suggest, PAUSE_MS);
    else setOpen(false);
  });

  function move(step) {
    if (!found.length) return;
    const count = found.length + 1;
    setOpen(true);
    // Beyond the last option, as before the first, is the field itself.
    activate((active + 1 + step + count) % count - 1);
  }

  const keys = {
    ArrowDown: (event) => { event.preventDefault(); if (event.altKey) setOpen(found.length > 0); else move(1); },
    ArrowUp: (event) => { event.preventDefault(); if (event.altKey) setOpen(false); else move(-1); },
    Enter: (event) => { if (active >= 0) { event.preventDefault(); choose(active); } else cancel(); },
    Escape: (event) => {
      event.preventDefault();
      if (list.hidden) { input.value = ""; found = []; }
      setOpen(false);
    },
    Tab: () => setOpen(false),
    Home: () => activate(-1),
    End: () => activate(-1),
  };
  input.addEventListener("keydown", (event) => { if (!event.isComposing) keys[event.key]?.(event); });
  form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) { cancel(); setOpen(false); } });
  // The field keeps the focus while an option is pressed.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose([...list.children].indexOf(option));
  });
}

function createList(form, input) {
  const list = element("ul", { className: "search__list", id: `${input.id}-list`, role: "listbox", hidden: true });
  list.setAttribute("aria-label", form.dataset.suggestions);
  return form.appendChild(list);
}

function optionOf(feature, id) {
  const { name, layer_title: kind, locality } = feature.properties;
  const option = element("li", { className: "search__option", id, role: "option" });
  option.setAttribute("aria-selected", "false");
  option.append(element("b", { textContent: name }), element("small", { textContent: [kind, locality].filter(Boolean).join(" · ") }));
  return option;
}

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

function questionOf(form, text, near) {
  const parts = new URLSearchParams({ q: text.trim(), limit: SUGGESTIONS, lang: form.dataset.language });
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

function wordsFor(form, count) {
  if (!count) return form.dataset.none;
  return count === 1 ? form.dataset.one : form.dataset.many.replace("{count}", String(count));
}

function lettersIn(text) {
  return (text.match(/[\p{L}\p{N}]/gu) ?? []).length;
}
