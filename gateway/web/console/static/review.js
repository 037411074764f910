// Keys for the review form: 1–9 choose, / search a category, a accuses, Enter save, s skip, x nothing to learn.
// Without this file the form works all the same. Single keys can be switched off (WCAG 2.2, success criterion 2.1.4).
"use strict";

(() => {
  const REMEMBERED = "sunwai-review-keys";
  const form = document.getElementById("review");
  const toggle = document.getElementById("keys");

  const isTyping = (element) => element.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");

  // What is typed or picked beside the guesses stands instead of them, and the other way round.
  for (const other of form.querySelectorAll("[data-instead-of]")) {
    const guesses = form.querySelectorAll(`input[name=${other.dataset.insteadOf}]`);
    other.addEventListener("input", () => { if (other.value) for (const one of guesses) one.checked = false; });
    for (const one of guesses) one.addEventListener("change", () => { other.value = ""; });
  }

  function choose(key) {
    const found = form.querySelector(`input[data-key="${key}"]`);
    if (!found) return false;
    found.checked = true;
    found.dispatchEvent(new Event("change"));
    found.focus();
    return true;
  }

  const actions = {
    "/": () => { form.querySelector("[data-search]").focus(); return true; },
    a: () => { form.querySelector("[data-accusation]").click(); return true; },
    s: () => { form.ownerDocument.querySelector("[data-skip]").click(); return true; },
    x: () => { form.querySelector("[data-set-aside]").click(); return true; },
    Enter: () => { form.querySelector("[name=action][value=save]").click(); return true; },
  };

  document.addEventListener("keydown", (event) => {
    if (!toggle.checked || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const target = event.target;
    if (event.key === "Escape" && isTyping(target)) return target.blur();
    if (isTyping(target) || (event.key === "Enter" && target.matches("a, button"))) return;
    const act = actions[event.key] ?? (() => choose(event.key));
    if (/^([1-9asx/]|Enter)$/.test(event.key) && act()) event.preventDefault();
  });

  const show = () => document.documentElement.classList.toggle("has-keys", toggle.checked);
  toggle.checked = localStorage.getItem(REMEMBERED) !== "off";
  toggle.addEventListener("change", () => { localStorage.setItem(REMEMBERED, toggle.checked ? "on" : "off"); show(); });
  toggle.closest(".keys").hidden = false;
  show();
})();
