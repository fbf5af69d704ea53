// A map within a page costs more than the page: well in view it is fetched at once, near the view when somebody scrolls, else when it is printed.
const NEAR = "200px";
const WELL = 0.25;

export function startFrames(root) {
  const waiting = [...root.querySelectorAll("iframe[data-src]")];
  if (!waiting.length) return;
  const inView = watch(waiting, { threshold: WELL });
  window.addEventListener("scroll", () => {
    inView.disconnect();
    watch(waiting, { rootMargin: NEAR });
  }, { once: true, passive: true });
  window.addEventListener("beforeprint", () => waiting.forEach(load));
}

function watch(frames, options) {
  const observer = new IntersectionObserver((entries) => {
    // The first report comes whether or not the threshold is reached.
    for (const entry of entries.filter((seen) => seen.isIntersecting && seen.intersectionRatio >= (options.threshold ?? 0))) {
      observer.unobserve(entry.target);
      load(entry.target);
    }
  }, options);
  frames.filter((frame) => frame.dataset.src).forEach((frame) => observer.observe(frame));
  return observer;
}

function load(frame) {
  if (!frame.dataset.src) return;
  frame.src = frame.dataset.src;
  delete frame.dataset.src;
}
