// Reports that wait in this browser for a line. The page and its service worker send them by the same keys: sent twice, a report is one.
const NAME = "reports";
const STORE = "waiting";

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function within(mode, act) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onerror = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

// report: { key, url, fields: {name: text}, photos: [File], state: "waiting" | "sent" | "refused", code, link, errors }
export const keep = (report) => within("readwrite", (store) => store.put(report));
export const drop = (key) => within("readwrite", (store) => store.delete(key));
export const all = () => within("readonly", (store) => store.getAll());

// Sends what waits; returns how many still do, for want of a line.
export async function sendAll() {
  let left = 0;
  for (const report of (await all()).filter(({ state }) => state === "waiting")) {
    const answer = await send(report);
    if (answer) await keep({ ...report, ...answer });
    else left += 1;
  }
  return left;
}

async function send(report) {
  const form = new FormData();
  Object.entries({ ...report.fields, key: report.key }).forEach(([name, value]) => form.append(name, value));
  report.photos.forEach((photo) => form.append("photos", photo, photo.name));
  let answer;
  try {
    answer = await fetch(report.url, { method: "POST", body: form, headers: { Accept: "application/json" } });
  } catch {
    return null;
  }
  // Busy, or broken for the moment: later.
  if (answer.status === 429 || answer.status >= 500) return null;
  const told = await answer.json().catch(() => null);
  if (answer.ok && told) return { state: "sent", code: told.code, link: told.url, fields: {}, photos: [] };
  return { state: "refused", errors: told?.errors ?? {} };
}
