// What costs more than the page it is on starts when it is in view, or with the first thing that somebody does.
const DOINGS = ["scroll", "pointerdown", "keydown"];

export function whenSeen(element, start) {
  const observer = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) begin();
  });
  const begin = () => {
    observer.disconnect();
    DOINGS.forEach((name) => window.removeEventListener(name, begin));
    start();
  };
  observer.observe(element);
  DOINGS.forEach((name) => window.addEventListener(name, begin, { passive: true }));
}
