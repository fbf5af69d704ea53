// On small screens the main menu folds behind a button; its groups close by Escape and by a click elsewhere. Without scripts all of it works.
export function startMenu(root) {
  startGroups(root);
  const button = root.querySelector("[data-menu]");
  if (!button) return;
  button.hidden = false;
  const setOpen = (isOpen) => button.setAttribute("aria-expanded", String(isOpen));
  button.addEventListener("click", () => setOpen(button.getAttribute("aria-expanded") !== "true"));
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && button.getAttribute("aria-expanded") === "true") {
      setOpen(false);
      button.focus();
    }
  });
}

function startGroups(root) {
  const groups = [...root.querySelectorAll("[data-menu-group]")];
  const open = () => groups.find((group) => group.open);
  root.addEventListener("click", (event) => {
    const group = open();
    if (group && !group.contains(event.target)) group.open = false;
  });
  root.addEventListener("focusin", (event) => {
    const group = open();
    if (group && !group.contains(event.target)) group.open = false;
  });
  root.addEventListener("keydown", (event) => {
    const group = open();
    if (event.key !== "Escape" || !group) return;
    event.preventDefault();
    group.open = false;
    group.querySelector("summary").focus();
  });
}
