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

  showCopyButtons(document);
  document.addEventListener("htmx:after:swap", function () { showCopyButtons(document); });
  document.addEventListener("htmx:afterSwap", function () { showCopyButtons(document); });
})();
