// «Η θέση μου»: the browser's position goes into the page's own form, which works without it too.
export function startNear(root) {
  const form = root.querySelector("[data-near]");
  const button = form?.querySelector("[data-locate-me]");
  if (!button || !navigator.geolocation) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    button.setAttribute("aria-busy", "true");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.near.value = `${coords.latitude.toFixed(6)},${coords.longitude.toFixed(6)}`;
        form.requestSubmit();
      },
      () => {
        button.removeAttribute("aria-busy");
        form.querySelector("[data-near-notice]").textContent = button.dataset.failed;
      },
      { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 },
    );
  });
}
