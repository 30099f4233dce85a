"use strict";
// Searching and filtering. The page is complete without it.
(function () {
  const form = document.querySelector(".tools"), search = document.getElementById("search"), shown = document.getElementById("shown");
  const changes = Array.from(document.querySelectorAll(".change"), (el) => ({ el, text: el.textContent.toLowerCase() }));
  const folds = Array.from(document.querySelectorAll(".section, .group"), (el) => ({ el, open: el.open }));
  function apply() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const compile = form.elements.compile.checked, wire = form.elements.wire.checked;
    const active = words.length > 0 || compile || wire;
    let n = 0;
    for (const { el, text } of changes) {
      const breaks = (!compile && !wire) || (compile && el.dataset.compile === "breaking") || (wire && el.dataset.wire === "breaking");
      el.hidden = !(breaks && words.every((w) => text.includes(w)));
      if (!el.hidden) n++;
    }
    for (const { el, open } of folds) {
      el.hidden = !el.querySelector(".change:not([hidden])");
      el.open = active ? !el.hidden : open;
    }
    shown.textContent = active ? n + " of " + changes.length : "";
  }
  function reveal() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let el = target; el; el = el.parentElement) if (el.tagName === "DETAILS") el.open = true;
    if (target) target.scrollIntoView();
  }
  let waiting = 0;
  search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(apply, 80); });
  form.addEventListener("change", apply);
  form.addEventListener("submit", (e) => e.preventDefault());
  window.addEventListener("hashchange", reveal);
  if (changes.length > 1) form.hidden = false;
  search.value = new URLSearchParams(location.search).get("q") || "";
  if (search.value) apply();
  reveal();
})();
