// The keys of the desk: single letters, by their place on the keyboard, so that they are the same where it writes Greek. They can be turned off.
const STORE = "desk-keys";
const FIELDS = "input, textarea, select, [contenteditable]";

export function startKeys(root, dialog) {
  const elements = new Map([...root.querySelectorAll("[data-key]")].map((element) => [codeOf(element.dataset.key), element]));
  startHelp(root, dialog);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || dialog.open) return;
    if (event.key === "Escape") return leave(event.target);
    if (isTyping(event.target) || !isOn()) return;
    if (event.key === "?") return use(event, () => open(dialog));
    if (event.shiftKey) return;
    if (event.code === "KeyJ" || event.code === "KeyK") return use(event, () => walk(root, event.code === "KeyJ" ? 1 : -1));
    const queue = /^Digit([1-9])$/.exec(event.code) && root.querySelector(`[data-queue="${event.code.at(-1)}"]`);
    if (queue) return use(event, () => queue.click());
    const element = elements.get(event.code);
    if (element) use(event, () => press(element));
  });
  root.dataset.keys = "ready";
}

function codeOf(key) {
  return key === "/" ? "Slash" : `Key${key}`;
}

function use(event, act) {
  event.preventDefault();
  act();
}

// A field takes the focus, a form opens, anything else is pressed.
function press(element) {
  if (element.matches(FIELDS)) {
    element.focus();
    return;
  }
  element.click();
}

function walk(root, step) {
  const rows = [...root.querySelectorAll("[data-row]")];
  const focused = rows.indexOf(document.activeElement);
  const present = focused >= 0 ? focused : rows.findIndex((row) => row.hasAttribute("aria-current"));
  const next = rows[present + step];
  if (!next) return;
  // Beside an open case the next one opens; in a list it is pointed at, and Enter opens it.
  if (root.querySelector("#case")) next.click();
  else next.focus();
}

function leave(target) {
  const form = target.closest?.("details.act-form[open]");
  if (form && !target.matches(FIELDS)) {
    form.open = false;
    form.querySelector("summary").focus();
  } else if (form) {
    form.querySelector("summary").focus();
  } else if (target.matches?.(FIELDS)) {
    target.blur();
  }
}

function isTyping(target) {
  return target.matches?.(FIELDS) && !["checkbox", "radio", "button", "submit"].includes(target.type);
}

function isOn() {
  try {
    return localStorage.getItem(STORE) !== "off";
  } catch {
    return true;
  }
}

function startHelp(root, dialog) {
  const button = root.querySelector("[data-help]");
  const box = dialog.querySelector("[data-keys-on]");
  button.hidden = false;
  button.addEventListener("click", () => open(dialog));
  dialog.querySelector("[data-help-close]").addEventListener("click", () => dialog.close());
  box.checked = isOn();
  box.addEventListener("change", () => localStorage.setItem(STORE, box.checked ? "on" : "off"));
}

function open(dialog) {
  dialog.showModal();
  dialog.querySelector("h2").focus();
}
