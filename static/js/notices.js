// What the map says of itself: shown where it matters, else only told to screen readers; with a remedy where there is one.
const HOLD_MS = 5000;

export function createNotices(box, texts) {
  const notice = box.querySelector("[data-notice]");
  const button = box.querySelector("[data-remedy]");
  let remedy = null;
  let heldUntil = 0;
  let later = null;
  button.addEventListener("click", () => remedy?.());

  // What answers the citizen's own act stays long enough to be read; the map's counting waits.
  function announce(text, options = {}) {
    clearTimeout(later);
    heldUntil = Date.now() + HOLD_MS;
    write(text, options);
  }

  function write(text, { quiet = false, label = "", act = null } = {}) {
    notice.toggleAttribute("data-quiet", quiet);
    notice.textContent = text;
    button.hidden = !act;
    button.textContent = label;
    remedy = act;
  }

  // ``states`` of the layers that are on, ``total`` as the list counted it, if it did.
  function tell(states, total, acts) {
    const problem = states.find((state) => state.problem);
    const wait_ms = problem ? 0 : heldUntil - Date.now();
    clearTimeout(later);
    if (wait_ms > 0) later = setTimeout(() => tell(states, total, acts), wait_ms);
    else say(states, problem, total, acts);
  }

  function say(states, problem, total, { zoomIn, retry }) {
    const count = total ?? states.reduce((sum, state) => sum + state.count, 0);
    if (!states.length) write(texts.none);
    else if (!problem) write(texts.counted.replace("{count}", String(count)), { quiet: true });
    else {
      const text = texts[problem.problem].replace("{title}", problem.title).replace("{count}", String(problem.count));
      write(text, problem.problem === "failed" ? { label: texts.retry, act: retry } : { label: texts.zoomIn, act: () => zoomIn(problem) });
    }
  }
  return { announce, tell };
}
