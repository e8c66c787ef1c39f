// The button names the deed: in an emergency it is another one.
"use strict";
(() => {
  const box = document.getElementById("emergency");
  const button = document.querySelector("#measure button[type=submit]");
  if (!box || !button) return;
  const usual = button.textContent;
  const name = () => { button.textContent = box.checked ? box.dataset.button : usual; };
  box.addEventListener("change", name);
  name();
})();
