{% comment %}Keeps the page of reports in the browser, so that a problem can be told without a line. config: JSON text and queue: address, of geoportal.requests.offline_views{% endcomment %}{% autoescape off %}import { sendAll } from "{{ queue }}";

const CONFIG = {{ config }};
{% endautoescape %}
const PAGES = Object.values(CONFIG.pages);

self.addEventListener("install", (event) => event.waitUntil(keepAll().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(forgetOld().then(() => self.clients.claim())));

// The pages, with the style sheets, letters and scripts that they name themselves.
async function keepAll() {
  const cache = await caches.open(CONFIG.cache);
  const parts = new Set(CONFIG.parts);
  for (const address of PAGES) {
    const answer = await fetch(address, { cache: "reload" });
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    const html = await answer.clone().text();
    for (const [, part] of html.matchAll(/(?:href|src)="([^"]+)"/g)) if (part.startsWith(CONFIG.static)) parts.add(part);
    await cache.put(address, answer);
  }
  await Promise.all([...parts].map((part) => cache.add(part).catch(() => null)));
}

async function forgetOld() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("report-") && name !== CONFIG.cache).map((name) => caches.delete(name)));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => kept(request)));
  else if (new URL(request.url).pathname.startsWith(CONFIG.static)) event.respondWith(part(request));
});

// Without a line every page is the one on which a problem can be told.
async function kept(request) {
  const cache = await caches.open(CONFIG.cache);
  const language = new URL(request.url).pathname.startsWith("/en/") ? "en" : "el";
  return (await cache.match(CONFIG.pages[language])) ?? Response.error();
}

async function part(request) {
  const cache = await caches.open(CONFIG.cache);
  return (await cache.match(request)) ?? fetch(request);
}

self.addEventListener("sync", (event) => {
  if (event.tag === "reports") event.waitUntil(sendWaiting());
});

async function sendWaiting() {
  const left = await sendAll();
  for (const client of await self.clients.matchAll({ includeUncontrolled: true })) client.postMessage("sent");
  if (left) throw new Error("still no line");
}
