// Who posts before signing in does that on the same page: the steps of the sign-in pages come into a sheet, and then what
// was pressed goes on. Each step is the page itself, so that nothing is said or checked twice; without this file they are pages.

const STEP = "main .account";

/** Sends the form of a guest; its answer is the first step. Whatever is not understood becomes a page as it would have been. */
export async function signIn(form) {
  const sheet = new Sheet(form);
  const page = await ask(form.action, { method: "POST", body: new FormData(form) });
  if (!page) return lost();
  if (page.status === 403) return form.submit(); // the token is an old one: the page says so
  sheet.show(page);
}

const lost = () => dispatchEvent(new CustomEvent("say", { detail: document.getElementById("toasts").dataset.offline }));

async function ask(address, request) {
  const answer = await fetch(address, { ...request, signal: AbortSignal.timeout(30_000) }).catch(() => null);
  const text = await answer?.text().catch(() => null);
  return text ? { url: answer.url, status: answer.status, document: new DOMParser().parseFromString(text, "text/html") } : null;
}

const words = (form) => ["title", "body"].map((name) => form.elements[name]?.value.trim() ?? "").join("\n");

class Sheet {
  constructor(form) {
    this.form = form;
    this.dialog = document.createElement("dialog");
    this.dialog.className = "sheet";
    this.dialog.addEventListener("close", () => this.dialog.remove());
    this.dialog.addEventListener("submit", (event) => this.send(event));
    this.dialog.addEventListener("click", (event) => this.press(event));
  }

  show(page) {
    const step = page.document.querySelector(STEP);
    if (!step) return this.end(page);
    this.url = page.url;
    const away = Object.assign(document.createElement("button"), { type: "button", className: "btn gho away", textContent: this.form.dataset.away });
    this.dialog.replaceChildren(away, step);
    this.dialog.setAttribute("aria-label", step.querySelector("h1")?.textContent ?? "");
    if (!this.dialog.isConnected) document.body.append(this.dialog);
    if (!this.dialog.open) this.dialog.showModal();
    const first = step.querySelector("#wrong") ?? step.querySelector("input:not([type=hidden]), button.pri") ?? away;
    first.focus();
  }

  async send(event) {
    event.preventDefault();
    if (this.sending) return;
    this.sending = true;
    const page = await ask(event.target.action, { method: "POST", body: new FormData(event.target, event.submitter) });
    this.sending = false;
    page ? this.show(page) : lost();
  }

  async press(event) {
    const link = event.target.closest("a[href], .away, [form=mfa_login]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.matches(".away")) return this.dialog.close();
    const step = link.matches("a") && new URL(link.href).pathname.startsWith("/accounts/");
    if (link.matches("a") && !step) return;
    event.preventDefault();
    if (!step) return location.assign(this.url); // a passkey is asked for by the page's own script
    const page = await ask(link.href);
    page ? this.show(page) : lost();
  }

  /** Signed in: the same page as a member has it takes this one's place, and what was pressed is done. */
  end(page) {
    const { draft } = this.form.dataset;
    const next = page.document.querySelector(`form[data-draft="${CSS.escape(draft)}"]`);
    if (!next?.dataset.who) return location.assign(page.url);
    const sent = words(this.form);
    this.dialog.close();
    for (const place of ["header.top", "main", "footer", ".tabbar"]) {
      const [old, fresh] = [document.querySelector(place), page.document.querySelector(place)];
      if (old && fresh) old.replaceWith(document.adoptNode(fresh));
    }
    dispatchEvent(new Event("drawn"));
    if (words(next) === sent) setTimeout(() => next.isConnected && next.requestSubmit(), 50); // what keeps drafts takes it over first
  }
}
