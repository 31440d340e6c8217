/* Small conveniences. Every page works without them. */
(function () {
  "use strict";

  /* Copy buttons appear only where they can work. */
  function showCopyButtons(root) {
    root.querySelectorAll("button[data-copy][hidden]").forEach(function (button) { button.hidden = false; });
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest("button[data-copy]");
    if (!button) return;
    var area = document.getElementById(button.dataset.copy);
    area.select();
    var copied = navigator.clipboard ? navigator.clipboard.writeText(area.value) : Promise.reject();
    copied.catch(function () { return document.execCommand("copy"); }).then(function () { button.textContent = button.dataset.done; });
  });

  /* Type-ahead: a list shows only rows that contain what was typed; Enter presses the first row's button. */
  document.addEventListener("input", function (event) {
    var box = event.target.closest("input[data-filter]");
    if (box) filter(box);
  });
  document.addEventListener("keydown", function (event) {
    var box = event.target.closest && event.target.closest("input[data-filter]");
    if (!box || event.key !== "Enter") return;
    event.preventDefault();
    var first = rowsOf(box).find(function (row) { return !row.hidden && row.querySelector("[data-first]"); });
    if (!first || !box.value.trim()) return;
    first.querySelector("[data-first]").click();
    box.value = "";
    filter(box);
    box.focus();
  });
  function rowsOf(box) { return Array.from(document.querySelectorAll("#" + box.dataset.filter + " [data-words]")); }
  function filter(box) {
    var typed = box.value.trim().toLowerCase();
    rowsOf(box).forEach(function (row) { row.hidden = typed !== "" && row.dataset.words.toLowerCase().indexOf(typed) < 0; });
  }

  /* A form that was sent shows it, and is not sent twice by an impatient tap (the server would not do it twice anyway). */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.hasAttribute("hx-post") || form.method === "get") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(function () { delete form.dataset.sent; }, 4000);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });

  /* The polled place (templates/live/_place.html): asked every two seconds at most, seldom where nobody looks. What somebody else
     began or ended is offered and never swapped into what the reader is typing. */
  var host = document.querySelector("[data-live]"), quietUntil = 0, timer;
  function polled() { return host && host.querySelector("#live[hx-get]"); }
  function look() {
    clearTimeout(timer);
    var place = polled();
    if (!place) return;
    place.dispatchEvent(new CustomEvent("look"));
    timer = setTimeout(look, (document.hidden ? 15000 : 1400) + Math.random() * 350);
  }
  function changed(is) { host.querySelector("[data-live-changed]").hidden = !is; }
  function drop() { /* no button to the page on which the reader is */
    host.querySelectorAll("[data-way]").forEach(function (way) { way.hidden = way.firstElementChild.pathname === location.pathname; });
  }
  function away(is) { host.querySelector("[data-live-away]").hidden = !is; }
  if (polled()) {
    drop();
    timer = setTimeout(look, Math.random() * 1500);
    document.addEventListener("visibilitychange", function () { if (!document.hidden) look(); });
    document.addEventListener("htmx:after:request", function (event) { if (event.target.id === "live" && event.detail.ctx.response.status < 400) away(false); });
    document.addEventListener("htmx:error", function (event) { if (event.target.id === "live") away(true); });
    document.addEventListener("htmx:response:error", function (event) {
      if (event.target.id !== "live") return;
      var status = event.detail.ctx.response.status;
      if (status >= 500) away(true);
      else if (status !== 410) event.target.removeAttribute("hx-get"); /* this reader may not look any more */
    });
    document.addEventListener("htmx:after:swap", function (event) {
      if (event.target.id !== "live") { /* the reader's own change: the page shows it already */
        quietUntil = Date.now() + 3000;
        if ("whole" in host.dataset) changed(false);
        return;
      }
      drop();
      var marks = event.target.dataset.marks;
      if (!marks) return;
      if (Date.now() < quietUntil || document.body.classList.contains("screen")) host.dataset.seen = marks;
      if (marks !== host.dataset.seen) changed(true);
      document.querySelectorAll("[data-follows-live]").forEach(function (other) { other.dispatchEvent(new CustomEvent("moved")); });
    });
  }

  /* Beside a deadline: how long it is until then, by the server's clock. */
  var ahead = host ? Number(host.dataset.now) - Date.now() : 0;
  function countDown() {
    document.querySelectorAll("[data-until]").forEach(function (place) {
      var left = Math.floor((Number(place.dataset.until) - Date.now() - ahead) / 1000), words = place.dataset;
      var say = left <= 0 ? words.over : left >= 86400 ? words.days : left >= 3600 ? words.hours : words.minutes;
      var parts = { d: Math.floor(left / 86400), h: Math.floor(left / 3600) % 24, m: Math.floor(left / 60) % 60, s: left % 60 };
      place.textContent = say.replace(/\{(\w)\}/g, function (_all, part) { return parts[part]; });
    });
  }
  if (document.querySelector("[data-until]") || host) { countDown(); setInterval(countDown, 1000); }

  showCopyButtons(document);
  document.addEventListener("htmx:after:swap", function () { showCopyButtons(document); });
  document.addEventListener("htmx:afterSwap", function () { showCopyButtons(document); });
})();
