// Live updates: one socket for everything a page listens to. It carries ids and kinds; what changed is fetched as the
// page itself would show it to this reader. Without a socket the page is whole, only still.

const topics = new Set([...document.querySelectorAll("[data-topic]")].map((place) => place.dataset.topic));
const main = document.querySelector("main[data-topic^='question:']");
const question = main && `/questions/${main.dataset.topic.split(":")[1]}`;
const answers = document.getElementById("answers");
const news = document.getElementById("news");
const ENDED = [4401, 4403, 4429]; // signed out, not ours, too much: not tried again

let socket;
let tries = 0;
let missed = false; // the socket was lost: something may have happened meanwhile
let leaving = false; // a form of this page is on its way: the next page shows what it made

// --- the socket ---

function open() {
  socket = new WebSocket(new URL("/ws/", location.href).href.replace(/^http/, "ws"));
  socket.addEventListener("open", () => topics.forEach((topic) => socket.send(JSON.stringify({ join: topic }))));
  socket.addEventListener("message", (event) => hear(JSON.parse(event.data)));
  socket.addEventListener("close", lost);
}

function lost(event) {
  missed = true;
  document.documentElement.removeAttribute("data-live");
  if (ENDED.includes(event.code) || leaving) return;
  const wait = Math.min(60_000, 500 * 2 ** tries++) * (0.5 + Math.random());
  setTimeout(() => (document.hidden ? addEventListener("visibilitychange", open, { once: true }) : open()), wait);
}

function hear(message) {
  if (message.joined) return joined(message);
  if (message.kind === "inbox.changed") return ring(message.unread);
  if (question && message.topic === main.dataset.topic) hearQuestion(message);
}

function joined({ joined: topic, now }) {
  tries = 0;
  if (topic.startsWith("member:")) return ring(now);
  document.documentElement.dataset.live = "1";
  if (missed || now > latest()) catchUp();
  missed = false;
}

// --- the bell ---

function ring(unread) {
  const bell = document.querySelector("[data-bell]");
  const count = bell?.querySelector("[data-inbox-count]");
  if (!count) return;
  count.textContent = unread;
  count.hidden = !unread;
  bell.setAttribute("aria-label", unread ? bell.dataset.some.replace("{n}", unread) : bell.dataset.none);
}

// --- a question's page ---

const known = () => [...answers.dataset.known.split(","), ...[...answers.children].map((post) => post.id.slice(1))].map(Number);
const latest = () => (answers ? Math.max(...known(), 0) : 0);

function hearQuestion({ kind, id, answer }) {
  if (kind === "answer.posted") arrive(id);
  else if (kind === "comment.posted") comment(id, answer);
  else if (kind === "answer.marked") setTimeout(() => refresh(id), 500 + Math.random() * 2000); // many at once on a busy page
  else if (kind === "answer.edited" || kind === "answer.changed") refresh(id).then(state);
  else if (kind === "answer.accepted" || kind === "answer.unaccepted") accepted();
  else if (kind.startsWith("question.") && kind !== "question.me_too") state();
}

/** What an address of this question shows this reader now: its elements; none when they may not see it (any more). */
async function pieces(address) {
  const response = await fetch(`${question}/${address}`).catch(() => null);
  if (response?.status === 404 || response?.status === 410) return [];
  if (!response?.ok) return null;
  const holder = document.createElement("template");
  holder.innerHTML = await response.text();
  return [...holder.content.children];
}

const place = (id) => document.getElementById(`a${id}`);

async function arrive(id) {
  if (!answers || leaving || place(id)) return;
  const [post] = (await pieces(`answers/${id}/fragment/`)) ?? [];
  if (!post || place(id)) return;
  answers.append(post);
  wake(post);
  say(answers.dataset.arrived, `#a${id}`);
  state();
}

async function comment(id, answer) {
  const thread = document.getElementById(answer ? `c-a${answer}` : "c-q");
  const all = document.getElementById(answer ? `more-a${answer}` : "more-q");
  if (!thread || all || document.getElementById(`c${id}`)) return; // some are folded: it will be among them
  const [line] = (await pieces(`comments/${id}/fragment/`)) ?? [];
  if (!line || document.getElementById(`c${id}`)) return;
  line.dataset.live = "";
  keepPlace(() => thread.append(line));
  window.htmx?.process(line);
}

// One's own comment comes by htmx and over the socket: the one that htmx brought stays.
addEventListener("htmx:after:swap", () => {
  for (const line of document.querySelectorAll(".cmts > [data-live]")) {
    if (document.querySelectorAll(`#${line.id}`).length > 1) line.remove();
  }
});

/** What came over the socket is as good as what came with the page. */
function wake(piece) {
  window.htmx?.process(piece);
  dispatchEvent(new Event("drawn"));
}

const postponed = new Set();

/** An answer as it is now in the place of how it was; later, while its reader writes or chooses something in it. */
async function refresh(id) {
  const old = place(id);
  if (!old) return;
  if (isBusy(old)) return postpone(id);
  const found = await pieces(`answers/${id}/fragment/`);
  if (!found || !old.isConnected) return;
  const [post] = found;
  keepPlace(() => (post ? old.replaceWith(post) : old.remove()));
  if (post) wake(post);
}

function postpone(id) {
  if (postponed.has(id)) return;
  postponed.add(id);
  setTimeout(() => {
    postponed.delete(id);
    refresh(id);
  }, 3000);
}

const isBusy = (post) =>
  post.contains(document.activeElement) && post !== document.activeElement ||
  post.querySelector("details[open], .htmx-request") ||
  [...post.querySelectorAll("textarea")].some((field) => field.value !== field.defaultValue);

async function accepted() {
  const before = document.getElementById("state")?.dataset.accepted;
  await state();
  const after = document.getElementById("state")?.dataset.accepted;
  for (const id of new Set([before, after])) if (id) await refresh(id);
}

/** Pill, strips, heading and count: each element that comes replaces the one of its id. None come when it was taken down. */
async function state() {
  const found = await pieces("state/fragment/");
  if (!found) return;
  const before = document.getElementById("state")?.dataset.closed;
  for (const piece of found) if (piece.id) document.getElementById(piece.id)?.replaceWith(piece);
  const closed = document.getElementById("state")?.dataset.closed;
  if (!found.length) end(news.dataset.gone);
  else if (closed && closed !== before) end(news.dataset.closed);
  else if (!closed) goOn();
}

/** Nothing can be sent any more: said where it is read, and where somebody writes. Their words stay as they are. */
function end(sentence) {
  goOn();
  const strip = document.createElement("div");
  strip.className = "strip bad";
  strip.append(Object.assign(document.createElement("p"), { textContent: sentence }));
  news.replaceChildren(strip);
  for (const form of endable()) {
    sender(form).disabled = true;
    form.prepend(Object.assign(strip.cloneNode(true), { ended: true }));
  }
}

function goOn() {
  if (!news.querySelector(".strip")) return;
  news.replaceChildren();
  for (const form of endable()) {
    sender(form).disabled = false;
    [...form.children].filter((child) => child.ended).forEach((child) => child.remove());
  }
}

const sender = (form) => form.querySelector("button.pri") ?? form.querySelector(".row > button");
const endable = () => document.querySelectorAll("#compose form, .reply form");

/** Nothing that is being read may move: what stands at the top of the screen stays there. */
function keepPlace(change) {
  const read = [...document.querySelectorAll("#answers .prose, main h1, main h2")]
    .find((block) => block.getBoundingClientRect().bottom > 80);
  const holder = read?.closest("[id]")?.id;
  const before = read?.getBoundingClientRect().top;
  change();
  const still = read?.isConnected ? read : holder && document.getElementById(holder)?.querySelector(".prose");
  if (still) scrollBy({ top: still.getBoundingClientRect().top - before, behavior: "instant" });
}

// --- what was missed ---

async function catchUp() {
  if (!answers) return;
  const after = latest();
  const before = document.getElementById("state")?.dataset.accepted;
  const found = await pieces(`news/fragment/?after=${after}&known=${known().join(",")}`);
  if (!found) return;
  news?.replaceChildren(...found);
  const link = news?.querySelector("[data-ids]");
  link?.addEventListener("click", (event) => {
    event.preventDefault();
    show(link.dataset.ids.split(","));
  });
  await state();
  const now = document.getElementById("state")?.dataset.accepted;
  if (before !== now) for (const id of [before, now]) if (id) await refresh(id);
}

async function show(ids) {
  news.replaceChildren();
  for (const id of ids) await arrive(id);
  place(ids[0])?.focus();
}

// --- words ---

function say(sentence, address) {
  const toast = document.createElement("div");
  toast.className = "toast";
  const link = document.createElement("a");
  link.href = address;
  link.textContent = sentence;
  toast.append(link);
  document.getElementById("toasts").replaceChildren(toast);
}

addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.hasAttribute("hx-post")) return;
  leaving = true;
  setTimeout(() => (leaving = false), 8000);
});
addEventListener("pagehide", () => {
  leaving = true;
  socket?.close();
});
addEventListener("pageshow", (event) => {
  if (!event.persisted || !topics.size) return;
  leaving = false;
  missed = true;
  open();
});

if (topics.size) open();
