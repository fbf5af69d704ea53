// The page of a report that may be written without a line: what is sent waits here until it has arrived.
import { all, drop, keep, sendAll } from "./queue.js";

const form = document.querySelector("[data-offline]");
const list = document.querySelector("[data-queue]");
const notice = document.querySelector("[data-offline-notice]");
const texts = form.dataset;

form.addEventListener("submit", async (event) => {
  if (!form.reportValidity()) return;
  event.preventDefault();
  const fields = Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  const photos = [...form.elements.photos.files];
  await keep({
    key: crypto.randomUUID(), url: form.action, title: form.elements.service.selectedOptions[0].textContent,
    fields: { ...fields, written_at: new Date().toISOString() }, photos, state: "waiting",
  });
  form.reset();
  await send();
});

form.elements.service.addEventListener("change", () => {
  form.elements.email.required = "needsEmail" in form.elements.service.selectedOptions[0].dataset;
});

async function send() {
  notice.textContent = "";
  await show();
  const left = await sendAll();
  if (left) await later();
  await show();
}

// Where the browser can, its service worker goes on when there is a line again, even if the page is closed.
async function later() {
  notice.textContent = texts.later;
  const registration = await navigator.serviceWorker?.ready.catch(() => null);
  await registration?.sync?.register("reports").catch(() => null);
}

async function show() {
  const reports = await all();
  list.replaceChildren(...reports.map(itemOf));
  list.closest("[data-queue-frame]").hidden = reports.length === 0;
}

function itemOf(report) {
  const item = document.createElement("li");
  item.dataset.state = report.state;
  const title = Object.assign(document.createElement("strong"), { textContent: report.title });
  item.append(title, " ", Object.assign(document.createElement("span"), { className: "state", textContent: texts[report.state] }));
  if (report.state === "sent") item.append(codeOf(report), buttonOf(texts.forget, () => drop(report.key)));
  if (report.state === "refused") item.append(errorsOf(report), buttonOf(texts.mend, () => mend(report)));
  if (report.state === "waiting") item.append(buttonOf(texts.drop, () => drop(report.key)));
  return item;
}

function codeOf({ code, link }) {
  const words = document.createElement("p");
  words.append(Object.assign(document.createElement("a"), { href: link, textContent: code, className: "code" }));
  return words;
}

function errorsOf({ errors }) {
  return Object.assign(document.createElement("p"), { className: "field__error", textContent: Object.values(errors).join(" ") || texts.failed });
}

function buttonOf(words, act) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button button--quiet", textContent: words });
  button.addEventListener("click", async () => {
    await act();
    await show();
  });
  return button;
}

// Everything that was typed comes back into the form; photos have to be chosen again.
function mend(report) {
  for (const [name, value] of Object.entries(report.fields)) {
    if (form.elements[name] && name !== "photos") form.elements[name].value = value;
  }
  form.scrollIntoView();
  form.elements.description.focus();
  return drop(report.key);
}

const locate = form.querySelector("[data-locate]");
if (navigator.geolocation) {
  locate.hidden = false;
  locate.addEventListener("click", () => {
    notice.textContent = texts.locating;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.lat.value = coords.latitude.toFixed(6);
        form.elements.lon.value = coords.longitude.toFixed(6);
        notice.textContent = `${texts.located} ${form.elements.lat.value}, ${form.elements.lon.value}`;
      },
      () => { notice.textContent = texts.notLocated; },
      { enableHighAccuracy: true, timeout: 20_000 },
    );
  });
}

window.addEventListener("online", send);
navigator.serviceWorker?.addEventListener("message", show);
navigator.serviceWorker?.register(texts.worker, { type: "module", scope: "/" }).catch(() => null);
document.documentElement.dataset.offlineReady = "";
await send();
