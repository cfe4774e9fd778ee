// Keys for the moderators' queue. They work only while the list or the detail has the focus, and can be switched off.
const OFF = "queue-keys-off";
const queue = document.querySelector("[data-queue]");
const help = document.getElementById("keys");
const items = queue ? [...queue.querySelectorAll("[data-item] h2 a")] : [];

const isOn = () => localStorage.getItem(OFF) !== "1";
const current = () => queue.querySelector(".q-item[aria-current]");
const press = (letter) => current()?.querySelector(`[data-key="${letter}"]`)?.click();

function step(by) {
  const at = items.findIndex((link) => link.closest(".q-item") === (document.activeElement?.closest(".q-item") ?? current()));
  const next = items[at + by];
  if (next) next.click();
}

function choose(letter) {
  const option = queue.querySelector(`.q-decide option[data-key="${letter}"]`);
  if (!option) return false;
  option.selected = true;
  option.parentElement.focus();
  return true;
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || !isOn()) return;
  if (event.target.closest("textarea, input:not([type=radio]), [contenteditable]")) return;
  const inside = event.target.closest("[data-queue], .q-done");
  if (!inside) return;
  const letter = event.key.toLowerCase();
  const typing = event.target.closest("select");
  if (typing && letter !== "escape") return;
  const acts = {
    j: () => step(event.shiftKey ? -1 : 1),
    k: () => press("k"),
    h: () => press("h"),
    u: () => document.querySelector('.q-done [data-key="u"]')?.click(),
    "?": () => { help.open = !help.open; help.querySelector("summary").focus(); },
  };
  if (acts[letter]) { event.preventDefault(); acts[letter](); }
  else if (choose(letter)) event.preventDefault();
}

if (queue) {
  document.addEventListener("keydown", onKey);
  const now = current()?.querySelector("h2 a");
  if (now && matchMedia("(min-width: 70rem)").matches) now.focus({ preventScroll: true });
  const box = help?.querySelector("[data-keys-switch]");
  if (box) {
    box.hidden = false;
    const input = box.querySelector("input");
    input.checked = isOn();
    input.addEventListener("change", () => localStorage.setItem(OFF, input.checked ? "0" : "1"));
  }
}
