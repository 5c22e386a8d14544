// Keeps what is typed, and sends it when coach answers. All pages work without this script.
"use strict";
const letters = "bcdfghjkmnpqrstvwxyz23456789";
const patience = 10000;
const page = document.body;
const find = (what) => document.querySelector(what);
const me = page.dataset.coach || localStorage.getItem("coach");
if (me) localStorage.setItem("coach", me);

const made = (name, words, about = {}) => Object.assign(document.createElement(name), { textContent: words }, about);
const newId = () => [...crypto.getRandomValues(new Uint8Array(10))].map((byte) => letters[byte % 28]).join("");
// The day of this device, not of UTC.
const today = () => {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
};

// The outbox: forms that coach has not saved yet, by their ids.
const outbox = (mode, act) => new Promise((resolve, reject) => {
  const opened = indexedDB.open("coach", 1);
  opened.onupgradeneeded = () => opened.result.createObjectStore("outbox", { keyPath: "id" });
  opened.onerror = () => reject(opened.error);
  opened.onsuccess = () => {
    const change = opened.result.transaction("outbox", mode, { durability: "strict" });
    const asked = act(change.objectStore("outbox"));
    change.oncomplete = () => resolve(asked.result);
    change.onabort = () => reject(change.error);
    change.addEventListener("complete", () => opened.result.close());
  };
});
const put = (entry) => outbox("readwrite", (store) => store.put(entry));
const remove = (id) => outbox("readwrite", (store) => store.delete(id));
const waiting = () => outbox("readonly", (store) => store.getAll()).then((all) => all.sort((a, b) => a.at - b.at));

// One tab sends at a time. Without the lock of the browser, a note with an end stands in for it; the ids of the forms
// keep a session from being saved twice in either case.
async function alone(act) {
  if (navigator.locks) return navigator.locks.request("outbox", act);
  while (localStorage.getItem("sending") > Date.now()) await new Promise((resolve) => setTimeout(resolve, 200));
  localStorage.setItem("sending", Date.now() + 2 * patience);
  try {
    return await act();
  } finally {
    localStorage.removeItem("sending");
  }
}

// Sends one form. Returns where to go, or why it still waits.
async function send({ id, path, body }) {
  const given = new AbortController();
  const late = setTimeout(() => given.abort(), patience);
  try {
    const answer = await fetch(`${path}?sent=${today()}`, {
      method: "POST", body: new URLSearchParams(body), signal: given.signal,
    });
    const { status, url } = answer;
    if (new URL(url).searchParams.get("form") === id) return { url };
    if (status === 410) return { url: "/log" };
    if ([404, 409, 413, 422].includes(status)) return { why: "refused" };
    return { why: [401, 403].includes(status) ? "out" : "late" };
  } catch {
    return { why: "late" };
  } finally {
    clearTimeout(late);
  }
}

// What the form says goes into the outbox first, and then to coach.
const deliver = (entry) => alone(async () => {
  const known = (await waiting()).some(({ id }) => id === entry.id);
  if (!known) return { url: location.href }; // another tab sent it
  const sent = await send(entry);
  if (sent.url) await remove(entry.id);
  else if (sent.why === "refused") await put({ ...entry, refused: true });
  return sent;
});

async function flush() {
  let why;
  for (const entry of await waiting()) {
    if (entry.who !== me || entry.refused) continue;
    ({ why } = await deliver(entry));
    if (why && why !== "refused") break;
  }
  await show(why);
}

async function show(why) {
  const all = await waiting();
  const mine = all.filter(({ who }) => who === me);
  const told = find("#outbox");
  const list = find("#waiting");
  told.hidden = !mine.length;
  told.replaceChildren();
  if (mine.length) {
    const words = mine.length === 1 ? "1 entry waits on this device. " : `${mine.length} entries wait on this device. `;
    told.append(words, made("a", "See what waits", { href: "/waiting", className: "target" }));
    if (why === "out") told.append(" ", made("a", "Sign in to send it", { href: "/enter", className: "target" }));
    if (mine.some(({ refused }) => refused)) told.append(" coach has a question about one of them.");
  }
  if (list) list.replaceChildren(...listed(mine, all.length - mine.length));
}

const text = (entry) => [...new URLSearchParams(entry.body)]
  .filter(([name, value]) => value && !["id", "sender", "day"].includes(name))
  .map(([name, value]) => `${name[0].toUpperCase()}${name.slice(1)}: ${value}`).join("\n");

function listed(mine, others) {
  const parts = mine.map((entry) => {
    const card = made("section", "", { className: "card" });
    const name = entry.path === "/log" ? "Session" : "Answer";
    const words = made("textarea", "", { value: text(entry), readOnly: true, rows: 6, ariaLabel: `${name} of ${entry.day}` });
    const drop = made("button", "Delete");
    drop.onclick = async () => {
      if (drop.textContent === "Delete") drop.textContent = "Delete it for good";
      else await remove(entry.id).then(() => show());
    };
    const line = made("p", "", { className: "line" });
    if (entry.refused) {
      const open = made("button", "Answer the question");
      open.onclick = () => reopened(entry);
      line.append(open);
    }
    line.append(drop);
    card.append(made("h2", `${name} of ${entry.day}`), words, line);
    return card;
  });
  if (mine.length) {
    const line = made("p", "", { className: "line" });
    const all = mine.map(text).join("\n\n");
    const again = made("button", "Send now", { className: "main" });
    const copy = made("button", "Copy all as text");
    again.onclick = flush;
    copy.onclick = () => navigator.clipboard.writeText(all).then(() => { copy.textContent = "Copied"; });
    line.append(again, ...(navigator.clipboard ? [copy] : []));
    parts.unshift(line);
  } else parts.push(made("p", "Nothing waits on this device."));
  if (others) parts.push(made("p", `${others} of another coach: coach sends them when that coach signs in here.`));
  return parts;
}

// The form with the question of coach, as a page of its own.
function reopened({ path, body }) {
  const form = made("form", "", { method: "post" });
  form.setAttribute("action", `${path}?sent=${today()}`);
  for (const [name, value] of new URLSearchParams(body)) form.append(made("input", "", { type: "hidden", name, value }));
  page.append(form);
  HTMLFormElement.prototype.submit.call(form);
}

const fields = (form) => new URLSearchParams(new FormData(form));
// What is typed is kept for each form, and each answer of an item.
const place = (form) => {
  const said = fields(form);
  const asked = new URLSearchParams(location.search);
  return ["typed", form.getAttribute("action"), said.get("answer"), asked.get("who"), asked.get("template")].join(" ");
};
const forget = (id) => Object.keys(localStorage)
  .filter((key) => key.startsWith("typed ") && JSON.parse(localStorage.getItem(key)).id === id)
  .forEach((key) => localStorage.removeItem(key));

function keep(form) {
  const said = fields(form);
  form.elements.namedItem("day").value ||= today();
  localStorage.setItem(place(form), JSON.stringify({ me, id: said.get("id"), body: `${fields(form)}` }));
}

function restore(form) {
  const kept = JSON.parse(localStorage.getItem(place(form)) || "{}");
  // A form that coach sent back has what was typed already.
  if (!kept.id || kept.me !== me || form.dataset.outbox === "typed") return;
  const said = new URLSearchParams(kept.body);
  for (const name of new Set(said.keys())) {
    const values = said.getAll(name);
    while (name !== "open" && !/^new$|^objective$/.test(name) && values.length > named(form, name).length && another(form, name));
    named(form, name).forEach((field, at) => {
      if (["checkbox", "radio"].includes(field.type)) field.checked = values.includes(field.value);
      else if (at < values.length) field.value = values[at];
      const part = field.closest("details");
      if (part && values.join("") && field.type !== "hidden") part.open = true;
    });
  }
  const fresh = made("button", "Start empty", { type: "button" });
  fresh.onclick = () => {
    forget(kept.id);
    location.reload();
  };
  say(form, "What you typed before is back. ", fresh);
}

const named = (form, name) => [...form.elements].filter((field) => field.name === name && field.type !== "submit");

function another(form, name) {
  const last = named(form, name).pop();
  if (!last || last.type !== "text") return null;
  const line = last.cloneNode();
  line.value = line.placeholder = "";
  last.after(line);
  return line;
}

function say(form, ...words) {
  form.previousElementSibling?.matches(".said") && form.previousElementSibling.remove();
  const said = made("p", "", { className: "status said", role: "status" });
  form.before(said);
  said.append(...words);
  return said;
}

// Empties the form for the next session, which has an id of its own. An item has one answer.
function renew(form) {
  if (form.getAttribute("action") !== "/log") return form.remove();
  for (const field of form.elements) {
    if (["checkbox", "radio"].includes(field.type)) field.checked = false;
    else if (field.tagName === "SELECT") field.selectedIndex = 0;
    else if (field.type !== "hidden") field.value = "";
  }
  form.elements.namedItem("id").value = newId();
  form.elements.namedItem("day").value = "";
}

async function submitted(event) {
  const form = event.target;
  const button = event.submitter;
  if (!form.matches("[data-outbox]") || (button && button.name === "more")) return;
  if (form.dataset.plain) return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  form.elements.namedItem("day").value ||= today();
  const said = fields(form);
  if (button && button.name) said.append(button.name, button.value);
  const entry = {
    id: said.get("id"), who: said.get("sender"), path: form.getAttribute("action"), body: `${said}`, day: today(), at: Date.now(),
  };
  // The form as the browser sends it: coach's own page says what is missing.
  const plainly = () => {
    form.dataset.plain = "yes";
    form.setAttribute("action", `${entry.path}?sent=${today()}`);
    form.requestSubmit(button);
  };
  try {
    await put(entry);
  } catch {
    return plainly();
  }
  forget(entry.id);
  say(form, "Kept on this device. coach saves it now …");
  const { url, why } = await deliver(entry);
  if (url) return location.assign(url);
  if (why === "refused") return plainly();
  const out = "You are signed out. What you typed waits on this device, and is sent after you sign in. ";
  const late = "coach does not answer. What you typed waits on this device, and is sent when coach answers.";
  const told = say(form, ...(why === "out" ? [out, made("a", "Sign in", { href: "/enter?next=/log" })] : [late]));
  renew(form);
  told.scrollIntoView();
  delete form.dataset.busy;
  navigator.storage?.persist?.();
  show(why);
}

function offline(works) {
  const told = find("#offline");
  if (told) told.textContent = works
    ? "The log page also opens without a connection. What you save there waits on this device."
    : "This browser opens coach only with a connection, because the address is not https with a certificate that it trusts.";
}

async function work() {
  if (!navigator.serviceWorker || !isSecureContext) return offline(false);
  const policy = window.trustedTypes?.createPolicy("coach", { createScriptURL: () => "/worker.js" });
  try {
    if (page.dataset.coach) await navigator.serviceWorker.register(policy ? policy.createScriptURL("") : "/worker.js");
    offline(Boolean(await navigator.serviceWorker.getRegistration()));
  } catch {
    offline(false);
  }
}

function prepared(form) {
  const field = (name) => form.elements.namedItem(name);
  if (form.dataset.outbox === "new") {
    field("id").value = newId();
    field("sender").value = field("sender").defaultValue = me;
    field("who").value = new URLSearchParams(location.search).get("who") || "";
  }
  // The day of the device, if it is in another time zone than coach.
  const on = field("on");
  if (on && on.value && Math.abs(new Date(on.value) - new Date(today())) <= 86400000) on.value = on.defaultValue = today();
  restore(form);
  form.addEventListener("input", () => keep(form));
}

document.addEventListener("submit", submitted);
document.addEventListener("click", (event) => {
  const { name, value, form } = event.target;
  if (name !== "more" || !form) return;
  const line = another(form, value);
  if (line) event.preventDefault();
  line?.focus();
});
document.querySelectorAll("form[data-outbox]").forEach(prepared);

const share = find("#share");
if (share && navigator.share) {
  share.hidden = false;
  const words = new URL(find("#mail").href).searchParams.get("body");
  share.onclick = () => navigator.share({ title: share.dataset.title, text: words }).catch(() => {});
}
const again = find("#again");
if (again) again.href = location.href;
find("#sign-out")?.addEventListener("submit", async (event) => {
  const form = event.target;
  event.preventDefault();
  // Signing out clears the browser, but not while an entry waits in it.
  if ((await waiting().catch(() => [])).length) form.append(made("input", "", { type: "hidden", name: "keep", value: "yes" }));
  localStorage.removeItem("coach");
  HTMLFormElement.prototype.submit.call(form);
});

const saved = new URLSearchParams(location.search).get("form");
work();
(saved ? remove(saved).then(() => forget(saved)) : Promise.resolve()).then(flush);
addEventListener("online", flush);
document.addEventListener("visibilitychange", () => document.hidden || flush());
setInterval(() => find("#outbox").hidden || document.hidden || flush(), 30000);
