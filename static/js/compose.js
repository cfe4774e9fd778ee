// What is being written is never lost: at once it is kept in this browser, a moment later on the server. A form without
// this file works as it is; the server keeps what was typed when a form is refused or its sender has to sign in.

const PAUSE = 1500; // ms after the last key until it goes to the server
const OLDEST = 30 * 24 * 3600 * 1000; // of a copy in the browser
const FIELDS = ["title", "body", "tags", "reason"];

// --- copies in the browser: one for each filling-in of a form, removed when the server has it ---

const nameOf = (who, place, writer) => `draft ${who} ${place} ${writer}`;

function put(name, copy) {
  try {
    localStorage.setItem(name, JSON.stringify({ ...copy, at: Date.now() }));
    return true;
  } catch {
    return false; // switched off or full: the server's copy is all there is
  }
}

function remove(name) {
  try { localStorage.removeItem(name); } catch { /* there is none */ }
}

/** Copies of this place that the server has not, the newest first: the member's own, and a guest's before signing in. */
function copiesOf(who, place) {
  let found = [];
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith("draft "));
    found = names.map((name) => ({ name, ...JSON.parse(localStorage.getItem(name)) }));
  } catch { return []; }
  found.filter((copy) => Date.now() - copy.at > OLDEST).forEach((copy) => remove(copy.name));
  const mine = [nameOf(who, place, ""), nameOf("", place, "")];
  return found.filter((copy) => mine.some((name) => copy.name.startsWith(name))).sort((a, b) => b.at - a.at);
}

/** The form that was sent, says the page that came after it: its copies are done with. */
export function forgetSent() {
  for (const { dataset } of document.querySelectorAll("[data-sent-form]")) {
    try {
      Object.keys(localStorage).filter((name) => name.startsWith("draft ") && name.endsWith(dataset.sentForm)).forEach(remove);
    } catch { /* there are none */ }
  }
}

// --- one form ---

/** Who writes, and where it is saved: on the form itself, or once for all the small ones of the page. */
const home = (form) => (form.dataset.save ? form : document.querySelector("[data-save]"));

class Keeper {
  constructor(form) {
    this.form = form;
    this.place = form.dataset.draft;
    this.who = home(form).dataset.who;
    this.writer = form.elements.submission.value;
    this.uploads = new Set();
    this.line = form.querySelector("[data-kept]");
    this.sentences = (form.querySelector("[data-saved]") ?? document.querySelector("[data-saved]")).dataset;
    this.begin();
    form.addEventListener("input", () => this.changed());
    form.addEventListener("submit", (event) => this.send(event));
    addEventListener("online", () => this.unsaved && this.save());
    addEventListener("beforeunload", () => { this.leaving = true; }); // the next page may be older than what is saved now
    addEventListener("pagehide", () => this.unsaved && this.keep());
  }

  get name() { return nameOf(this.who, this.place, this.writer); }

  words() {
    const { elements } = this.form;
    const words = Object.fromEntries(FIELDS.filter((name) => elements[name]).map((name) => [name, elements[name].value]));
    if (elements.title) words.products = [...this.form.querySelectorAll("[name=products]:checked")].map((box) => box.value);
    return words;
  }

  /** Written in before this file came, or filled by the browser on the way back. */
  isTouched() { return FIELDS.some((name) => this.form.elements[name] && this.form.elements[name].value !== this.form.elements[name].defaultValue); }

  isEmpty() { return FIELDS.every((name) => !this.form.elements[name]?.value.trim()); }

  show(words) {
    for (const name of FIELDS) if (this.form.elements[name]) this.form.elements[name].value = words[name] ?? "";
    for (const box of this.form.querySelectorAll("[name=products]")) box.checked = (words.products ?? []).includes(box.value);
  }

  /** A copy that the server never got goes on here; where both have news, the writer chooses. */
  begin() {
    const now = JSON.stringify(this.words());
    const copies = copiesOf(this.who, this.place).filter((copy) => {
      const same = JSON.stringify(copy.words) === now || copy.name === this.name;
      if (same) remove(copy.name);
      return !same;
    });
    const [copy] = copies;
    const typed = this.form.hasAttribute("data-typed") || this.isTouched();
    if (!copy) return typed ? this.changed() : undefined;
    const before = this.form.elements.draft.value;
    const follows = !before || before === copy.over || copy.name.endsWith(before);
    if (!follows || typed) return this.offer(copy.words, () => remove(copy.name));
    this.show(copy.words);
    if (copy.sent) this.goOnAs(copy); // its answer got lost: sent again as it is, it is the same text
    else remove(copy.name);
    this.changed();
  }

  goOnAs(copy) {
    const fresh = this.writer;
    this.writer = this.form.elements.submission.value = copy.name.split(" ").pop();
    this.form.addEventListener("input", () => {
      remove(this.name);
      this.writer = this.form.elements.submission.value = fresh;
    }, { once: true, capture: true });
  }

  changed() {
    this.unsaved = true;
    this.leaving = false;
    this.keep();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  keep(more = {}) {
    if (!this.form.isConnected) return; // sent, and another one stands in its place
    const words = this.words();
    const empty = this.isEmpty();
    if (empty) remove(this.name);
    const kept = !empty && put(this.name, { words, over: this.form.elements.draft.value, ...more });
    this.say(empty ? "" : kept ? "here" : "");
  }

  async save() {
    if (!this.who || this.choosing || this.sending || !this.form.isConnected) return;
    if (this.saving) return void (this.again = true);
    this.saving = new AbortController();
    const words = JSON.stringify(this.words());
    const answer = await this.post(this.saving.signal);
    this.saving = null;
    if (this.sending) return;
    if (answer?.ok) this.saved(words, await answer.json().catch(() => ({})));
    else if (answer?.status === 409) this.meet(await answer.json().catch(() => ({})));
    else this.wait(answer);
    if (this.again) this.changed();
    this.again = false;
  }

  /** What stands in the form, to the server; once more with a fresh token where signing in elsewhere made this one old. */
  async post(signal, retry = true) {
    const body = new URLSearchParams({ place: this.place });
    for (const name of ["csrfmiddlewaretoken", "submission", "draft"]) body.set(name, this.form.elements[name].value);
    const { products = [], ...words } = this.words();
    for (const [name, value] of Object.entries(words)) body.set(name, value);
    for (const product of products) body.append("products", product);
    const answer = await fetch(home(this.form).dataset.save, { method: "POST", body, signal }).catch(() => null);
    if (answer?.status !== 403 || !retry || !(await this.freshToken())) return answer;
    return this.post(signal, false);
  }

  /** The token the form would carry now, also for whoever was signed out meanwhile; false when it is the same. */
  async freshToken() {
    const page = await fetch(this.form.action).then((answer) => answer.text()).catch(() => "");
    const token = new DOMParser().parseFromString(page, "text/html").querySelector("main [name=csrfmiddlewaretoken]");
    const field = this.form.elements.csrfmiddlewaretoken;
    if (!token || token.value === field.value) return false;
    field.value = token.value;
    return true;
  }

  saved(words, { kept }) {
    this.tries = 0;
    if (JSON.stringify(this.words()) !== words) return this.changed();
    this.unsaved = false;
    this.form.elements.draft.value = this.writer;
    if (!this.leaving) remove(this.name);
    this.say(kept || this.isEmpty() ? "saved" : "posted"); // the server had this form's text before: its answer got lost
  }

  /** It could not be saved: said, and tried again after a while, each time a longer one. */
  wait(answer) {
    if (answer?.status === 401) return this.say("out");
    if (answer?.status === 413) return this.say("full");
    this.say(answer ? "here" : "offline");
    this.tries = (this.tries ?? 0) + 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), Math.min(60_000, 2000 * 2 ** this.tries));
  }

  meet({ words, writer }) {
    if (!words) return this.wait({});
    this.offer(words, () => { this.form.elements.draft.value = writer; });
  }

  /** Two versions, both kept: the other one stands beside until its writer has chosen. */
  offer(words, taken) {
    if (this.choosing) return;
    this.choosing = true;
    const template = this.form.querySelector("[data-other]") ?? document.querySelector("[data-other]");
    const box = template.content.firstElementChild.cloneNode(true);
    const field = box.querySelector("textarea");
    const read = (other) => FIELDS.map((name) => other[name]).filter(Boolean).join("\n\n");
    field.value = read(words);
    this.line.parentElement.before(box);
    this.keep();
    this.say("two");
    const done = () => {
      taken();
      box.remove();
      this.choosing = false;
      this.form.elements.body.focus();
      this.changed();
    };
    box.querySelector("[data-swap]").addEventListener("click", () => {
      const mine = this.words();
      this.show(words);
      words = mine;
      field.value = read(words);
      this.keep();
      this.say("two");
    });
    box.querySelector("[data-stay]").addEventListener("click", done);
  }

  say(key) {
    if (key) this.line.textContent = this.sentences[key];
    this.line.dataset.state = key;
  }

  // --- sending ---

  /** Sent by script, so that a lost network leaves the page as it is. Whatever needs a page is sent again as a form. */
  async send(event) {
    if (this.form.hasAttribute("hx-post")) return void clearTimeout(this.timer);
    if (event.defaultPrevented || event.submitter?.name === "preview") return;
    const { signIn } = this.form.dataset;
    if (!this.who && !signIn) return;
    event.preventDefault();
    if (!this.who) return void (await import(signIn)).signIn(this.form);
    if (this.sending) return;
    clearTimeout(this.timer);
    this.saving?.abort();
    this.sending = true;
    await Promise.allSettled(this.uploads);
    this.keep({ sent: true });
    const answer = await this.deliver();
    if (!answer) return this.failed();
    const told = answer.ok && (await answer.json().catch(() => null));
    if (!told) return this.form.submit();
    this.unsaved = false;
    remove(this.name);
    const here = location.pathname + location.search;
    location.assign(told.to);
    if (new URL(told.to, location.href).pathname + new URL(told.to, location.href).search === here) location.reload();
  }

  async deliver(retry = true) {
    const request = { method: "POST", body: new FormData(this.form), headers: { Accept: "application/json" }, redirect: "manual" };
    const answer = await fetch(this.form.action, { ...request, signal: AbortSignal.timeout(30_000) }).catch(() => null);
    if (answer?.status === 403 && retry && (await this.freshToken())) return this.deliver(false);
    return answer;
  }

  failed() {
    this.sending = false;
    this.unsaved = true;
    this.say("offline");
    dispatchEvent(new CustomEvent("say", { detail: document.getElementById("toasts").dataset.offline }));
    this.timer = setTimeout(() => this.save(), PAUSE);
  }
}

// --- photos: pasted, dropped or chosen ---

class Photos {
  constructor(form, keeper) {
    this.form = form;
    this.keeper = keeper;
    this.field = form.elements.body;
    this.button = form.querySelector("[data-picture]");
    if (!this.button) return;
    const editor = this.field.closest(".editor");
    this.button.addEventListener("click", () => this.choose());
    this.field.addEventListener("paste", (event) => this.take(event, event.clipboardData));
    editor.addEventListener("drop", (event) => this.take(event, event.dataTransfer));
    const over = (event) => {
      const files = event.type === "dragover" && [...event.dataTransfer.types].includes("Files");
      if (files) event.preventDefault();
      editor.classList.toggle("over", files);
    };
    for (const kind of ["dragover", "dragleave", "drop"]) editor.addEventListener(kind, over);
  }

  choose() {
    const input = Object.assign(document.createElement("input"), { type: "file", accept: "image/*", multiple: true });
    input.addEventListener("change", () => [...input.files].forEach((file) => this.add(file)));
    input.click();
  }

  take(event, data) {
    const files = [...data.files].filter((file) => file.type.startsWith("image/"));
    if (!files.length) return;
    event.preventDefault();
    files.forEach((file) => this.add(file));
  }

  add(file) {
    const waiting = this.send(file);
    this.keeper.uploads.add(waiting);
    waiting.finally(() => this.keeper.uploads.delete(waiting));
  }

  /** A line holds the photo's place while it is on its way. */
  async send(file) {
    const { busy, failed, to } = this.button.dataset;
    const place = `[${busy} ${++count}…]`;
    const at = this.field.selectionEnd;
    this.field.setRangeText(`${at && this.field.value[at - 1] !== "\n" ? "\n\n" : ""}${place}\n`, at, at, "end");
    const body = new FormData();
    body.set("picture", file);
    body.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    const answer = await fetch(to, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
    const { address, problem } = (await answer?.json().catch(() => null)) ?? {};
    const from = this.field.value.indexOf(place);
    const words = address ? `![${this.button.getAttribute("aria-label")}](${address})` : "";
    if (from >= 0) this.field.setRangeText(words, from, from + place.length, "preserve");
    if (!address) dispatchEvent(new CustomEvent("say", { detail: problem ?? failed }));
    this.keeper.changed();
  }
}

let count = 0;

// --- keys and tools ---

function tools(form) {
  const bar = form.querySelector("markdown-toolbar");
  if (!bar) return;
  import(bar.dataset.module);
  form.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    if (event.key === "Enter") return void (event.preventDefault(), form.requestSubmit());
    const button = event.target.name === "body" && bar.querySelector(`[aria-keyshortcuts="Control+${event.key.toUpperCase()}"]`);
    if (button) {
      event.preventDefault();
      button.click();
    }
  });
}

// Where the keyboard lies over the page, what sends the form stands above it.
if (globalThis.visualViewport) {
  const lift = () => {
    const covered = Math.max(0, innerHeight - visualViewport.height - visualViewport.offsetTop);
    document.documentElement.style.setProperty("--keyboard", `${covered}px`);
  };
  for (const kind of ["resize", "scroll"]) visualViewport.addEventListener(kind, lift);
}

const known = new WeakSet();

export function compose() {
  forgetSent();
  for (const form of document.querySelectorAll("form[data-draft]")) {
    if (known.has(form)) continue;
    known.add(form);
    const fold = form.closest("details.reply");
    if (!fold || fold.open) begin(form);
    else {
      fold.addEventListener("toggle", () => fill(form).then(() => begin(form)), { once: true });
      fold.open = copiesOf(home(form).dataset.who, form.dataset.draft).length > 0; // what the server never got is not hidden
    }
  }
}

function begin(form) {
  new Photos(form, new Keeper(form));
  tools(form);
}

/** A folded form comes without its draft: one page has many of them. */
async function fill(form) {
  const { body, draft } = form.elements;
  const address = new URL(`../here/?place=${form.dataset.draft}`, new URL(home(form).dataset.save, location.href));
  const found = await fetch(address).then((answer) => answer.json()).catch(() => ({}));
  if (!found.words || body.value) return; // where both have words, saving finds it out and both are shown
  body.defaultValue = found.words.body;
  draft.value = found.writer;
}
