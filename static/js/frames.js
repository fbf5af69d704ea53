// A map within a page costs more than the page: it is fetched when it comes near the view, or when the page is printed.
const NEAR = "200px";

export function startFrames(root) {
  const waiting = root.querySelectorAll("iframe[data-src]");
  if (!waiting.length) return;
  const load = (frame) => {
    if (!frame.dataset.src) return;
    frame.src = frame.dataset.src;
    delete frame.dataset.src;
  };
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries.filter((seen) => seen.isIntersecting)) {
      observer.unobserve(entry.target);
      load(entry.target);
    }
  }, { rootMargin: NEAR });
  waiting.forEach((frame) => observer.observe(frame));
  window.addEventListener("beforeprint", () => waiting.forEach(load));
}
