/* htmx from the CDN; our own copy where the CDN is down, tampered with or slow. No inline script, no eval. */
(function () {
  var own = document.currentScript.dataset, settled = false, key = "htmx-cdn-down", tenMinutes = 600000;
  function fromHere(why) {
    if (settled) return;
    settled = true;
    try { sessionStorage.setItem(key, String(Date.now())); } catch (full) { /* a private window: ask the CDN again next time */ }
    document.documentElement.dataset.htmxFrom = "local:" + why;
    var script = document.createElement("script");
    script.src = own.local;
    document.head.appendChild(script);
  }
  var down = 0;
  try { down = Number(sessionStorage.getItem(key)) || 0; } catch (closed) { /* no storage here */ }
  if (!own.cdn) return fromHere("configured");
  if (Date.now() - down < tenMinutes) return fromHere("remembered");
  var script = document.createElement("script");
  script.src = own.cdn;
  script.integrity = own.integrity;
  script.crossOrigin = "anonymous";
  script.onload = function () { if (!settled) { settled = true; document.documentElement.dataset.htmxFrom = "cdn"; } };
  script.onerror = function () { fromHere("error"); };
  document.head.appendChild(script);
  setTimeout(function () {
    if (settled) return;
    /* a script moved to another document never runs, even when it arrives late */
    document.implementation.createHTMLDocument("").adoptNode(script);
    fromHere("timeout");
  }, 2500);
})();
