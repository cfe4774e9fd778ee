// Enhancement only: every form and link works without this file.

const toasts = document.getElementById("toasts");

/** Show a sentence at the foot of the page; screen readers hear it. It leaves by itself unless somebody is on it. */
export function say(sentence, kind = "") {
  const toast = document.createElement("div");
  toast.className = `toast ${kind}`;
  const text = document.createElement("p");
  text.textContent = sentence;
  toast.append(text);
  toasts.replaceChildren(toast);
}

function leaveLater(toast) {
  if (toast.classList.contains("away")) return;
  let timer;
  const span = toast.querySelector("a, button") ? 10_000 : 6_000; // what asks for nothing leaves sooner
  const start = () => { timer = setTimeout(() => toast.remove(), span); };
  const stay = () => clearTimeout(timer);
  toast.addEventListener("pointerenter", stay);
  toast.addEventListener("focusin", stay);
  toast.addEventListener("pointerleave", start);
  toast.addEventListener("focusout", start);
  start();
}

toasts.querySelectorAll(".toast").forEach(leaveLater);
new MutationObserver((changes) => {
  for (const change of changes) change.addedNodes.forEach((node) => node.classList?.contains("toast") && leaveLater(node));
}).observe(toasts, { childList: true });

addEventListener("say", (event) => say(event.detail, "error"));

// htmx comes at once where something can be sent, elsewhere when its reader first moves, presses or types something.
let coming;
function bring() {
  if (!document.querySelector("[hx-get], [hx-post]")) return;
  coming ??= new Promise((here, away) => {
    const script = document.createElement("script");
    script.src = toasts.dataset.htmx;
    script.addEventListener("load", () => setTimeout(here)); // it takes the page over a moment later
    script.addEventListener("error", away);
    document.head.append(script);
  });
}
if (document.querySelector("[hx-post]")) bring();
for (const sign of ["focusin", "keydown"]) addEventListener(sign, bring);
// Browsers tell of a still mouse, too, when a page comes to lie under it.
addEventListener("pointermove", (event) => (event.movementX || event.movementY) && bring());
addEventListener("click", (event) => {
  const link = event.target.closest?.("a[hx-get]");
  if (!link || window.htmx || event.ctrlKey || event.metaKey || event.shiftKey) return;
  bring();
  event.preventDefault();
  coming.then(() => link.click(), () => location.assign(link.href));
});

// What keeps and helps writing comes where there is something to write, or something was just sent.
async function writing() {
  if (document.querySelector("form[data-draft], [data-sent-form]")) (await import(toasts.dataset.compose)).compose();
}
writing();
addEventListener("htmx:after:swap", writing);
addEventListener("drawn", writing);

// A press of "/" goes to the search field, where there is one.
addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  const search = document.querySelector(".find input");
  if (event.key === "/" && search && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    search.focus();
  }
});

// One menu open at a time; Escape and a press elsewhere close it.
addEventListener("click", (event) => {
  document.querySelectorAll("details.menu[open]").forEach((menu) => menu.contains(event.target) || menu.removeAttribute("open"));
});
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
  });
});

// A link to share goes to the phone's own sheet, elsewhere to the clipboard; where neither is, it is followed.
addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[data-share]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const touch = navigator.share && matchMedia("(pointer: coarse)").matches;
  try {
    await (touch ? navigator.share({ title: document.title, url: link.href }) : navigator.clipboard.writeText(link.href));
    if (!touch) say(toasts.dataset.copied);
  } catch (problem) {
    if (problem.name !== "AbortError") location.assign(link.href);
  }
});

// A form is sent once: its buttons wait while it is under way, and wake when the page is shown again.
addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  if (event.target.dataset.sent) return event.preventDefault();
  if (event.target.method !== "post") return;
  if (!navigator.onLine) {
    event.preventDefault();
    return say(toasts.dataset.offline, "error");
  }
  event.target.dataset.sent = "1";
  setTimeout(() => delete event.target.dataset.sent, 8_000);
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

// Without a network this page is still good: it says so as long as that is so, and no link leads to a browser's own error.
const away = () => navigator.onLine || say(toasts.dataset.away, "away");
addEventListener("offline", away);
addEventListener("online", () => toasts.querySelector(".away")?.remove());
addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (navigator.onLine || !link || event.defaultPrevented || link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  away();
});

// What the network loses is said, and nothing typed is touched.
addEventListener("htmx:error", () => say(toasts.dataset.offline, "error"));
addEventListener("htmx:response:error", (event) => {
  const status = event.detail.ctx.response.status;
  if (status === 404 || status >= 500) say(toasts.dataset.failed, "error");
});

// Where an act asks for it, the focus goes to what the act made.
addEventListener("htmx:after:swap", () => {
  const next = document.querySelector("[data-focus]");
  if (next) {
    next.removeAttribute("data-focus");
    next.focus({ preventScroll: false });
  }
});

// A form that was refused takes the focus to what is wrong with it.
document.getElementById("wrong")?.focus();
