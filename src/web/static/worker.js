// Opens a page for logging sessions if coach does not answer. Keeps four files, none of which has a text of anybody.
const kept = "coach-VERSION";
const shell = "/offline";
const files = [shell, "/static/style.css?VERSION", "/static/coach.js?VERSION", "/static/icon.svg"];
const patience = 3000;
// A proxy sends these when it cannot reach coach.
const unreachable = [502, 504];

addEventListener("install", (event) => {
  const fresh = files.map((file) => new Request(file, { cache: "reload" }));
  event.waitUntil(caches.open(kept).then((cache) => cache.addAll(fresh)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const old = async () => (await caches.keys()).filter((name) => name !== kept).map((name) => caches.delete(name));
  event.waitUntil(old().then((gone) => Promise.all(gone)).then(() => clients.claim()));
});

async function page(request) {
  const late = new Promise((resolve) => setTimeout(resolve, patience));
  const answer = await Promise.race([fetch(request).catch(() => null), late]);
  return answer && !unreachable.includes(answer.status) ? answer : caches.match(shell);
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (pathname.startsWith("/static/"))
    event.respondWith(caches.match(request).then((found) => found || fetch(request)));
});
