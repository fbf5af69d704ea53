// What makes a report quicker where there are scripts; without them every page of it is a plain form.
const KEPT_MS = 3 * 24 * 3600 * 1000;
const PAUSE_MS = 200;
const RESUME = "report.resume";
const TEXT = "report.text.";

export function startReporting(root) {
  root.querySelectorAll("form[data-once]").forEach(startOnce);
  root.querySelectorAll("[data-focus]").forEach((summary) => summary.focus());
  root.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
  startQuestions(root);
  startPhotos(root);
  const search = root.querySelector("[data-kinds-search]");
  if (search) startKinds(search, root);
  startKeeping(root);
  keepOffline(root);
}

// From the first page of a report on, the one that works without a line is kept in the browser.
function keepOffline(root) {
  const worker = root.querySelector("[data-worker]")?.dataset.worker;
  if (worker) navigator.serviceWorker?.register(worker, { type: "module", scope: "/" }).catch(() => null);
}

// A second press while the first is under way is the same one.
function startOnce(form) {
  let isUnderWay = false;
  form.addEventListener("submit", (event) => {
    if (isUnderWay) event.preventDefault();
    isUnderWay = true;
    form.setAttribute("aria-busy", "true");
  });
  // Back again, by the browser's own button.
  window.addEventListener("pageshow", () => {
    isUnderWay = false;
    form.removeAttribute("aria-busy");
  });
}

// Questions that follow an answer are there when it was given.
function startQuestions(root) {
  const questions = [...root.querySelectorAll("[data-shown-if]")];
  if (!questions.length) return;
  const form = questions[0].closest("form");
  form.classList.add("has-script");
  const arrange = () => {
    for (const question of questions) {
      const [name, value] = question.dataset.shownIf.split("=");
      question.hidden = !new FormData(form).getAll(name).includes(value);
    }
  };
  form.addEventListener("change", arrange);
  arrange();
}

// Photos are sent as soon as they are chosen, and shown.
function startPhotos(root) {
  const input = root.querySelector("[data-photos]");
  const button = input?.form.querySelector("button[name=add]");
  if (!button) return;
  button.hidden = true;
  input.addEventListener("change", () => {
    if (!input.files.length) return;
    button.hidden = false;
    button.form.requestSubmit(button);
  });
}

// Kinds are looked for while one writes: the page that the form leads to is asked for its list.
function startKinds(form, root) {
  let timer = 0;
  let request = null;
  const look = async () => {
    request?.abort();
    request = new AbortController();
    try {
      const answer = await fetch(`${window.location.pathname}?${new URLSearchParams(new FormData(form))}`, { signal: request.signal });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      root.querySelector("[data-kinds]").replaceChildren(...page.querySelector("[data-kinds]").childNodes);
    } catch (error) {
      if (error.name !== "AbortError") form.submit();
    }
  };
  form.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(look, PAUSE_MS);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    window.clearTimeout(timer);
    look();
  });
  // Somebody may have written before the script was there.
  const field = form.elements.q;
  if (field.value !== field.defaultValue) look();
}

// What is typed and not sent yet stays in this browser: for a page that is closed, a line that breaks.
function startKeeping(root) {
  if (root.querySelector("[data-sent]")) forget();
  const form = root.querySelector("form[data-keep]");
  const resume = root.querySelector("[data-resume]");
  if (resume) offer(resume);
  if (!form) return;
  const key = TEXT + form.dataset.keep;
  const field = form.elements.description;
  store(RESUME, JSON.stringify({ url: window.location.pathname, at: Date.now() }));
  if (!field.value) field.value = read(key) ?? "";
  field.addEventListener("input", () => store(key, field.value));
}

function offer(notice) {
  const kept = JSON.parse(read(RESUME) ?? "null");
  if (!kept || Date.now() - kept.at > KEPT_MS) return;
  notice.querySelector("a").href = kept.url;
  notice.hidden = false;
}

function forget() {
  try {
    Object.keys(window.localStorage).filter((key) => key === RESUME || key.startsWith(TEXT)).forEach((key) => window.localStorage.removeItem(key));
  } catch { /* Storage is switched off: there is nothing to forget. */ }
}

function store(key, value) {
  try {
    window.localStorage.setItem(key, value);
  } catch { /* Switched off or full: the server keeps what is sent. */ }
}

function read(key) {
  try {
    return window.localStorage.getItem(key);
  } catch {
    return null;
  }
}
