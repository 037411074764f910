// The phone in the browser: sends what a citizen writes, shows what she reads, asks for her cases. No library.
"use strict";

const $ = (id) => document.getElementById(id);
const t = JSON.parse($("texts").textContent);
const lang = document.body.dataset.lang;
const locale = lang === "ur" ? "ur-PK-u-nu-latn" : "en-GB";
const clockTime = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Karachi" });
const longDate = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeZone: "Asia/Karachi" });
const plural = new Intl.PluralRules(locale);
const WAIT_SECONDS = 15, CASES_EVERY_MS = 3000, AGAIN_AFTER_MS = 2000, MOST_BYTES = 5 * 1024 * 1024;
const TICKS = { queued: "🕓", accepted: "🕓", sent: "✓", delivered: "✓✓", read: "✓✓", received: "✓✓" };

let talk = null; // the conversation now open: {contact, channel, since, generation, rows, stop}

// ---- small tools -------------------------------------------------------------------------------------------------
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(key, "");
    else if (value !== undefined && value !== null && value !== false) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

async function call(path, body, signal) {
  const options = body ? { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) } : {};
  const answer = await fetch(path, { ...options, signal });
  if (!answer.ok) throw Object.assign(new Error(path), { status: answer.status });
  return answer.json();
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const isUrdu = (text) => /[\u0600-\u06ff]/.test(text);
const channel = () => document.querySelector("input[name=channel]:checked").value;
const base64 = (bytes) => new Promise((done, fail) => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result.split(",")[1]);
  reader.onerror = fail;
  reader.readAsDataURL(bytes);
});

// ---- writing -----------------------------------------------------------------------------------------------------
async function write(extra) {
  $("number-fault").hidden = true;
  const profile = { profile_name: t.sent_by_you };
  try {
    await call("/_simulator/inbound", { from: $("number").value, channel: channel(), ...profile, ...extra });
    $("offline").hidden = true;
    return true;
  } catch (error) {
    if (error.status === 422) $("number-fault").hidden = false;
    else $("offline").hidden = false;
    return false;
  }
}

async function sendText() {
  const box = $("message"), text = box.value;
  if (!text.trim()) return;
  box.value = "";
  grow();
  if (!(await write({ body: text }))) { box.value = text; grow(); }
}

async function sendFile(input) {
  const file = input.files[0];
  input.value = "";
  $("attach").open = false;
  if (!file) return;
  if (file.size > MOST_BYTES) { alert(t.too_large); return; }
  const body = $("message").value;
  const type = file.type.split(";")[0] || "application/octet-stream";
  if (await write({ body, media: [{ content_type: type, content: await base64(file) }] })) { $("message").value = ""; grow(); }
}

function grow() {
  const box = $("message");
  box.dir = box.value ? "auto" : document.dir;
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight + 2, 128)}px`;
}

// ---- reading -----------------------------------------------------------------------------------------------------
function open() {
  if (talk) talk.stop.abort();
  const contact = $("number").value.trim();
  talk = { contact, channel: channel(), since: 0, generation: null, rows: new Map(), stop: new AbortController() };
  const ours = document.querySelector("input[name=channel]:checked").dataset.ours;
  document.querySelector(".phone").dataset.channel = talk.channel;
  $("ours").textContent = ours;
  $("badge").textContent = t[talk.channel];
  $("talk").replaceChildren();
  $("empty").hidden = false;
  remember();
  listen(talk);
  showCases(talk, true);
}

function remember() {
  try { localStorage.setItem("phone", JSON.stringify({ number: talk.contact, channel: talk.channel })); } catch { /* no storage */ }
  $("other-language").search = new URLSearchParams({ lang: lang === "ur" ? "en" : "ur" });
}

function recall() {
  let kept = {};
  try { kept = JSON.parse(localStorage.getItem("phone")) || {}; } catch { /* no storage */ }
  const asked = new URLSearchParams(location.search);
  const number = asked.get("phone") || kept.number, chosen = asked.get("channel") || kept.channel;
  if (number) $("number").value = number;
  const radio = [...document.querySelectorAll("input[name=channel]")].find((one) => one.value === chosen);
  if (radio) radio.checked = true;
}

async function listen(mine) {
  let wait = 0;
  while (mine === talk) {
    const query = new URLSearchParams({ channel: mine.channel, since: mine.since, wait_seconds: wait });
    try {
      const news = await call(`/_simulator/conversations/${encodeURIComponent(mine.contact)}?${query}`, null, mine.stop.signal);
      if (mine !== talk) return;
      $("offline").hidden = true;
      take(mine, news);
      wait = WAIT_SECONDS;
    } catch (error) {
      if (error.name === "AbortError") return;
      $("offline").hidden = false;
      await pause(AGAIN_AFTER_MS);
    }
  }
}

function take(mine, news) {
  if (mine.generation !== null && mine.generation !== news.generation) {
    mine.rows.clear();
    $("talk").replaceChildren();
    mine.since = 0;
  }
  mine.generation = news.generation;
  const list = $("talk");
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  for (const text of news.texts) {
    const row = bubble(text), old = mine.rows.get(text.sid);
    if (old) old.replaceWith(row); else list.append(row);
    mine.rows.set(text.sid, row);
    mine.since = Math.max(mine.since, text.change);
  }
  $("empty").hidden = mine.rows.size > 0;
  if (news.texts.length) {
    if (atEnd) list.scrollTop = list.scrollHeight;
    showCases(mine);
  }
}

function bubble(text) {
  const inside = element("div", { class: "bubble" });
  for (const one of text.media) inside.append(attachment(one));
  if (text.location) inside.append(pin(text.location));
  if (text.text) inside.append(element("p", { dir: "auto", lang: isUrdu(text.text) ? "ur" : null }, text.text));
  if (text.choices.length) inside.append(choices(text));
  return element("li", { class: text.direction, "data-sid": text.sid }, inside, meta(text));
}

function attachment(one) {
  if (one.content_type.startsWith("image/")) {
    const image = element("img", { src: one.url, alt: t.photo });
    image.onload = () => { $("talk").scrollTop = $("talk").scrollHeight; };
    return image;
  }
  if (one.content_type.startsWith("audio/")) return element("audio", { src: one.url, controls: true, "aria-label": t.voice });
  return element("a", { href: one.url, target: "_blank", rel: "noopener" }, t.file);
}

function pin(place) {
  const numbers = element("bdi", { dir: "ltr" }, `${place.latitude}, ${place.longitude}`);
  return element("p", { class: "pin", dir: "auto" }, "📍 ", element("span", {}, place.label || place.address || t.place, " ", numbers));
}

function choices(text) {
  const box = element("div", { class: "choices" });
  for (const one of text.choices) {
    const button = element("button", { type: "button", dir: "auto" }, one.title, one.description ? element("small", {}, one.description) : null);
    button.onclick = () => write({ button: { title: one.title, id: one.id, is_list: text.is_list }, replied_to_sid: text.sid });
    box.append(button);
  }
  return box;
}

function meta(text) {
  const words = element("div", { class: "meta" });
  words.append(element("span", {}, clockTime.format(new Date(text.at))));
  if (text.channel === "sms" && (text.text || !text.location)) {
    words.append(element("span", {}, element("bdi", {}, text.encoding)), element("span", {}, parts(text.segments)));
  }
  words.append(progress(text));
  if (text.is_automatic) words.append(element("span", {}, t.automatic));
  return words;
}

const parts = (count) => (plural.select(count) === "one" ? t.part_one : t.part_other).replace("{n}", count);

function progress(text) {
  if (text.direction === "in" && text.error_code) return element("span", { class: "bad" }, `${t.webhook_failed} (${text.error_code})`);
  const word = t.status[text.status] || text.status;
  if (text.error_code) return element("span", { class: "bad" }, `${word} (${text.error_code})`);
  const tick = element("span", { class: `tick ${text.status}`, "aria-hidden": "true" }, TICKS[text.status] || "");
  return element("span", { class: "progress" }, tick, " ", word);
}

// ---- cases -------------------------------------------------------------------------------------------------------
let shown = "";

async function showCases(mine, isNew = false) {
  let answer;
  try {
    answer = await call(`/_simulator/cases?${new URLSearchParams({ contact: mine.contact })}`, null, mine.stop.signal);
  } catch (error) {
    if (error.name === "AbortError") return;
    answer = { state: "unreachable", items: [] };
  }
  if (mine !== talk) return;
  const now = JSON.stringify(answer);
  if (now === shown && !isNew) return;
  const known = new Set([...document.querySelectorAll(".case")].map((one) => one.dataset.reference));
  shown = now;
  const message = answer.state === "ok" ? t.no_case : t[answer.state];
  const cards = answer.items.map((one) => card(one, !isNew && !known.has(one.reference)));
  $("cases").replaceChildren(...(cards.length ? cards : [element("p", { class: "none" }, message)]));
}

function card(one, isFresh) {
  const officeName = one.office ? (lang === "ur" && one.office.name_ur) || one.office.name : "–";
  const category = (lang === "ur" && one.category_name_ur) || one.category_name || one.category.replaceAll("_", " ");
  const facts = element("dl");
  const fact = (name, value) => value && facts.append(element("div", {}, element("dt", {}, name), element("dd", {}, own(value))));
  fact(t.office, officeName);
  fact(t.area, (lang === "ur" && one.area_ur) || one.area);
  fact(t.reason, (lang === "ur" && one.routing_reason_ur) || one.routing_reason);
  fact(t.promised, one.resolve_due_at ? longDate.format(new Date(one.resolve_due_at)) : null);
  const state = (t.state[one.state] || one.state) + (one.is_sealed ? ` · ${t.sealed}` : "");
  return element("article", { class: isFresh ? "case new" : "case", "data-reference": one.reference },
    element("header", {}, element("bdi", { class: "reference", dir: "ltr" }, one.reference), element("span", { class: "state" }, state)),
    element("div", {}, own(category)), facts);
}

// A value in its own direction and letters, whatever the language of the page.
const own = (value) => element("bdi", { lang: isUrdu(value) ? "ur" : "en" }, value);

async function watchCases() {
  for (;;) {
    await pause(CASES_EVERY_MS);
    if (talk && !document.hidden) await showCases(talk);
  }
}

// ---- wiring ------------------------------------------------------------------------------------------------------
$("write").addEventListener("submit", (event) => { event.preventDefault(); sendText(); });
$("message").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); sendText(); }
});
$("message").addEventListener("input", grow);
$("who-form").addEventListener("submit", (event) => { event.preventDefault(); open(); });
$("number").addEventListener("change", open);
for (const radio of document.querySelectorAll("input[name=channel]")) radio.addEventListener("change", open);
for (const sample of $("samples").children) {
  sample.addEventListener("click", () => { $("message").value = sample.textContent; grow(); $("message").focus(); });
}
$("photo").addEventListener("change", () => sendFile($("photo")));
$("voice").addEventListener("change", () => sendFile($("voice")));
$("open-location").addEventListener("click", () => { $("attach").open = false; $("location").showModal(); });
$("attach").addEventListener("keydown", (event) => { if (event.key === "Escape") { $("attach").open = false; $("attach").querySelector("summary").focus(); } });
$("location").addEventListener("close", () => {
  if ($("location").returnValue === "share") {
    write({ location: { latitude: Number($("latitude").value), longitude: Number($("longitude").value), label: $("label").value } });
  }
  $("location").returnValue = "";
});
recall();
grow();
open();
watchCases();
