// Suggestions under a search box: an editable combobox with a list (WAI-ARIA APG). Without scripts the form leads to a page of results.
const PAUSE_MS = 180;
const FEWEST_LETTERS = 2;

// suggestionsFor(text, signal) promises what may be meant; nameOf and noteOf say a suggestion's name and what it is; onChoose(suggestion) is told
// of a choice. The form's data attributes hold the texts: suggestions, none, one, many.
export function startCombobox(form, { suggestionsFor, nameOf, noteOf, onChoose }) {
  const input = form.querySelector("input[name=q], input[data-combobox]");
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
    const suggestion = found[number];
    cancel();
    setOpen(false);
    input.value = nameOf(suggestion);
    onChoose(suggestion);
  }

  function cancel() {
    window.clearTimeout(timer);
    request?.abort();
  }

  async function suggest() {
    request = new AbortController();
    try {
      found = await suggestionsFor(input.value.trim(), request.signal);
    } catch (error) {
      if (error.name === "AbortError") return;
      found = [];
    }
    list.replaceChildren(...found.map((suggestion, number) => optionOf(nameOf(suggestion), noteOf(suggestion), `${list.id}-${number}`)));
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

function optionOf(name, note, id) {
  const option = element("li", { className: "search__option", id, role: "option" });
  option.setAttribute("aria-selected", "false");
  option.append(element("b", { textContent: name }), element("small", { textContent: note }));
  return option;
}

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

function wordsFor(form, count) {
  if (!count) return form.dataset.none;
  return count === 1 ? form.dataset.one : form.dataset.many.replace("{count}", String(count));
}

function lettersIn(text) {
  return (text.match(/[\p{L}\p{N}]/gu) ?? []).length;
}
