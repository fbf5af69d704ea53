// A map within a page costs more than the page: in view it is fetched at once, near the view when somebody scrolls, else when it is printed.
const NEAR = "200px";

export function startFrames(root) {
  const waiting = [...root.querySelectorAll("iframe[data-src]")];
  if (!waiting.length) return;
  const inView = watch(waiting, "0px");
  window.addEventListener("scroll", () => {
    inView.disconnect();
    watch(waiting, NEAR);
  }, { once: true, passive: true });
  window.addEventListener("beforeprint", () => waiting.forEach(load));
}

function watch(frames, margin) {
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries.filter((seen) => seen.isIntersecting)) {
      observer.unobserve(entry.target);
      load(entry.target);
    }
  }, { rootMargin: margin });
  frames.filter((frame) => frame.dataset.src).forEach((frame) => observer.observe(frame));
  return observer;
}

function load(frame) {
  if (!frame.dataset.src) return;
  frame.src = frame.dataset.src;
  delete frame.dataset.src;
}
