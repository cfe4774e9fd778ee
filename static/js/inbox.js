// Following a link of the inbox marks its line as read, without waiting for the answer.
addEventListener("click", (event) => {
  const form = event.target.closest("[data-message]")?.closest("li")?.querySelector("form");
  if (!form) return;
  const data = new FormData(form);
  data.set("beacon", "1");
  navigator.sendBeacon(form.action, data);
});
