// A map of strong contrast: asked for by a button, remembered in this browser, the default where the system asks for more contrast.
const KEY = "map-contrast";

export function isContrast() {
  return document.documentElement.classList.contains("is-contrast");
}

export function startContrast(button, { onChange, announce, texts }) {
  const set = (isOn) => {
    document.documentElement.classList.toggle("is-contrast", isOn);
    button?.setAttribute("aria-pressed", String(isOn));
    onChange?.();
  };
  set(remembered() ?? window.matchMedia("(prefers-contrast: more)").matches);
  button?.addEventListener("click", () => {
    const isOn = !isContrast();
    set(isOn);
    remember(isOn);
    announce(isOn ? texts.contrastOn : texts.contrastOff, { quiet: true });
  });
}

// A browser may refuse to keep anything: then the button holds for this page.
function remembered() {
  try {
    const known = window.localStorage.getItem(KEY);
    return known === null ? null : known === "yes";
  } catch {
    return null;
  }
}

function remember(isOn) {
  try {
    window.localStorage.setItem(KEY, isOn ? "yes" : "no");
  } catch {
    // Not kept, and nothing is lost.
  }
}
