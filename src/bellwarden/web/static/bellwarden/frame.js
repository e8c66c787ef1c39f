// The frame's script: jump box, keys, copying, clocks that tick, menus that close. Everything works without it, longer.
"use strict";
(() => {
  const body = document.body;
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const typing = (where) => where.closest("input, textarea, select, [contenteditable]") !== null;
  const jump = document.getElementById("jump");
  const says = document.getElementById("says");
  window.bellwarden = { say: (text) => { if (says) says.textContent = text; }, keys: new Map() };

  // What a key means to this person: keys that were chosen anew, and letters that mean nothing any more.
  const chosen = JSON.parse(body.dataset.keymap || "{}");
  const meant = (key) => (Object.hasOwn(chosen, key) ? chosen[key] : key);
  const pressedFor = (letter) => Object.keys(chosen).find((key) => chosen[key] === letter) || (Object.hasOwn(chosen, letter) ? "" : letter);

  // What only script can do is shown by script.
  const ready = (root) => {
    for (const one of all("[data-copies][hidden], [data-opens][hidden]", root)) one.hidden = false;
    for (const key of all("[data-key]", root)) {
      const pressed = pressedFor(key.dataset.key);
      for (const shown of all("kbd", key)) if (shown.textContent !== pressed) { shown.textContent = pressed; shown.hidden = !pressed; }
      if (key.dataset.keyWord && pressed) {
        const list = document.querySelector("#page-keys .keys-list");
        if (list && !document.querySelector("#keys").querySelector(`[data-for="${CSS.escape(key.dataset.key)}"]`)) {
          const line = document.createElement("div");
          line.dataset.for = key.dataset.key;
          const word = document.createElement("span");
          word.textContent = key.dataset.keyWord;
          const letter = document.createElement("kbd");
          letter.textContent = pressed;
          line.append(word, letter);
          list.append(line);
          document.getElementById("page-keys").hidden = false;
        }
      }
    }
  };
  ready(document);
  document.addEventListener("htmx:load", (event) => ready(event.target));

  document.addEventListener("click", (event) => {
    const opens = event.target.closest("[data-opens]");
    if (opens) document.getElementById(opens.dataset.opens).showModal();
    const copies = event.target.closest("[data-copies]");
    if (copies && navigator.clipboard) {
      navigator.clipboard.writeText(copies.dataset.copies).then(() => window.bellwarden.say("Copied"));
    }
    for (const menu of all("details.person[open], details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
    if (!event.target.closest(".jump")) clearFound();
    const row = event.target.closest("tr[data-row]");
    if (row && !event.target.closest("a, button, input, select, label, summary") && !String(getSelection())) open_(row);
  });

  const clearFound = () => { const found = document.getElementById("found"); if (found) found.replaceChildren(); };

  // Copying a number takes its digits, not its hyphens.
  document.addEventListener("copy", (event) => {
    const chosen = getSelection();
    const link = chosen.anchorNode && chosen.anchorNode.parentElement && chosen.anchorNode.parentElement.closest("[data-copy]");
    if (link && link.contains(chosen.focusNode) && String(chosen).length === link.textContent.trim().length) {
      event.clipboardData.setData("text/plain", link.dataset.copy);
      event.preventDefault();
    }
  });

  // A deed that reaches the gate is pressed, never entered: focus begins on the way out.
  for (const form of all("form[data-confirm]")) {
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target.matches("input, [data-no-enter]")) event.preventDefault();
    });
    const out = form.querySelector("[data-way-out]");
    if (out && !form.querySelector("[aria-invalid]") && !document.activeElement.closest("form")) out.focus({ preventScroll: true });
  }

  // What was typed survives a reload, a session that ended, a browser that was closed.
  for (const area of all("textarea[data-keep]")) {
    const name = `typed:${location.pathname}:${area.name}`;
    if (!area.value) area.value = sessionStorage.getItem(name) || "";
    area.addEventListener("input", () => sessionStorage.setItem(name, area.value));
    if (area.form) area.form.addEventListener("submit", () => sessionStorage.setItem(name, area.value));
  }

  // Clocks were computed by the server; here they only go on.
  const words = (seconds) => {
    const left = Math.abs(seconds);
    if (left < 60) return `${Math.floor(left)} s`;
    const minutes = Math.floor(left / 60);
    if (minutes < 60) return minutes < 5 && Math.floor(left % 60) ? `${minutes} m ${Math.floor(left % 60)} s` : `${minutes} m`;
    const hours = Math.floor(minutes / 60);
    if (hours < 48) return minutes % 60 ? `${hours} h ${minutes % 60} m` : `${hours} h`;
    const days = Math.floor(hours / 24);
    return hours % 24 && days < 7 ? `${days} days ${hours % 24} h` : `${days} days`;
  };
  const tick = () => {
    const now = Date.now() / 1000;
    for (const pill of all(".pill[data-due]")) {
      const left = Number(pill.dataset.due) - now;
      const share = 1 - left / (Number(pill.dataset.due) - Number(pill.dataset.from));
      const place = pill.querySelector(".left");
      const text = words(left) + (left <= 0 ? " over" : "");
      if (place && place.textContent !== text) place.textContent = text;
      const was = pill.classList.contains("over");
      pill.classList.toggle("over", left <= 0);
      pill.classList.toggle("late", left > 0 && share >= 0.8);
      pill.classList.toggle("half", left > 0 && share >= 0.5 && share < 0.8);
      if (left <= 0 && !was) window.bellwarden.say("A clock has run out.");
    }
    setTimeout(tick, all(".pill[data-due]").some((one) => Math.abs(Number(one.dataset.due) - now) < 300) ? 1000 : 60000);
  };
  tick();

  // What can be undone goes when its time is over.
  for (const bar of all(".undo[data-goes]")) setTimeout(() => bar.remove(), Number(bar.dataset.goes));

  // What was masked hides again after a minute, and on leaving.
  const hide = (shown) => {
    const dots = document.createElement("span");
    dots.className = "dots";
    dots.setAttribute("aria-label", "hidden again");
    dots.textContent = "••••••";
    shown.replaceChildren(dots);
    shown.removeAttribute("data-hides");
  };
  const hideLater = (root) => {
    const found = all("[data-hides]", root).concat(root.matches && root.matches("[data-hides]") ? [root] : []);
    for (const shown of found) setTimeout(() => hide(shown), 1000 * Number(shown.dataset.hides));
  };
  hideLater(document.documentElement);
  document.addEventListener("htmx:load", (event) => hideLater(event.target));
  addEventListener("pagehide", () => all("[data-hides]").forEach(hide));

  // A piece of the page that can't be fetched: the page stays, says how old it is, and that the gate goes on.
  let heard = Date.now();
  const stale = document.getElementById("stale");
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) { heard = Date.now(); stale.hidden = true; } });
  document.addEventListener("htmx:sendError", () => {
    stale.querySelector("strong").textContent = `This page is ${words((Date.now() - heard) / 1000)} old.`;
    stale.hidden = false;
  });

  // Keys: single letters, dead while typing, switched off in the settings.
  if (body.dataset.keys === "off") {
    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key === "k" && jump) { event.preventDefault(); jump.focus(); jump.select(); }
    });
    return;
  }
  const rows = () => all("tr[data-row], li[data-row]").filter((row) => row.offsetParent !== null);
  const here = () => document.querySelector(".here[data-row]");
  const move = (by) => {
    const found = rows();
    if (!found.length) return;
    const at = found.indexOf(here());
    const next = found[Math.max(0, Math.min(found.length - 1, at < 0 ? 0 : at + by))];
    for (const row of found) row.classList.toggle("here", row === next);
    next.scrollIntoView({ block: "nearest" });
    const link = next.querySelector("a");
    if (link) link.focus({ preventScroll: true });
  };
  const open_ = (row) => { const link = row && row.querySelector("a.row-link"); if (link) link.click(); };
  let lastPicked = null;
  const pick = (range) => {
    const box = here() && here().querySelector('input[name="pick"]');
    if (!box) return;
    box.checked = !box.checked;
    if (range && lastPicked) {
      const found = rows();
      const [from, to] = [found.indexOf(lastPicked), found.indexOf(here())].sort((one, other) => one - other);
      for (const row of found.slice(from, to + 1)) { const one = row.querySelector('input[name="pick"]'); if (one) one.checked = box.checked; }
    }
    lastPicked = here();
    box.dispatchEvent(new Event("change", { bubbles: true }));
  };
  let going = 0;
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && jump) { event.preventDefault(); jump.focus(); jump.select(); return; }
    if (event.key === "Escape") {
      clearFound();
      if (typing(event.target)) event.target.blur();
      return;
    }
    const found = document.getElementById("found");
    if (event.target === jump && found && (event.key === "ArrowDown") && found.querySelector("a")) { event.preventDefault(); found.querySelector("a").focus(); return; }
    if (found && found.contains(event.target) && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      const links = all("a", found);
      const next = links[links.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
      event.preventDefault();
      (next || jump).focus();
      return;
    }
    if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (going && Date.now() - going < 1500) {
      going = 0;
      const place = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
      if (place) { event.preventDefault(); place.click(); }
      return;
    }
    const pressed = meant(event.key);
    if (!pressed) return;
    const own = window.bellwarden.keys.get(pressed);
    if (own) { event.preventDefault(); own(event); return; }
    const bare = { "/": () => { jump.focus(); jump.select(); }, "?": () => document.getElementById("keys").showModal(),
      j: () => move(1), k: () => move(-1), o: () => open_(here()), x: () => pick(false), X: () => pick(true), g: () => { going = Date.now(); } }[pressed];
    if (bare) { event.preventDefault(); bare(); return; }
    const button = all(`[data-key="${CSS.escape(pressed)}"]`).find((one) => one.offsetParent !== null);
    if (button) { event.preventDefault(); button.matches("input, select, textarea") ? button.focus() : button.click(); }
  });
})();
