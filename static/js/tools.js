// On small screens the tools beyond the first fold behind a button.
export function startTools(root) {
  const button = root.querySelector("[data-more]");
  if (!button) return;
  const isOpen = () => button.getAttribute("aria-expanded") === "true";
  const setOpen = (isNowOpen) => button.setAttribute("aria-expanded", String(isNowOpen));
  button.addEventListener("click", () => setOpen(!isOpen()));
  root.addEventListener("click", (event) => {
    if (isOpen() && !event.target.closest("[data-more]")) setOpen(false);
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !isOpen()) return;
    setOpen(false);
    button.focus();
  });
}
