// On small screens the main menu folds behind a button; without scripts it stays open.
export function startMenu(root) {
  const button = root.querySelector("[data-menu]");
  if (!button) return;
  button.hidden = false;
  const setOpen = (isOpen) => button.setAttribute("aria-expanded", String(isOpen));
  button.addEventListener("click", () => setOpen(button.getAttribute("aria-expanded") !== "true"));
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && button.getAttribute("aria-expanded") === "true") {
      setOpen(false);
      button.focus();
    }
  });
}
