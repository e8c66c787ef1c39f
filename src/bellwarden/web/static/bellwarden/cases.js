// The queue: how many are selected; a key alone acts on the row one stands on; filters that go at once.
"use strict";
(() => {
  const form = document.getElementById("picking");
  for (const bar of document.querySelectorAll("form[data-submits]")) bar.addEventListener("change", (event) => { if (event.target.matches("select")) bar.requestSubmit(); });
  if (!form) return;
  const boxes = () => Array.from(form.querySelectorAll('input[name="pick"]'));
  const told = form.querySelector(".picked strong");
  const count = () => { if (told) told.textContent = boxes().filter((box) => box.checked).length; for (const box of boxes()) box.closest("tr").setAttribute("aria-selected", box.checked); };
  form.addEventListener("change", count);
  form.addEventListener("submit", () => {
    const here = form.querySelector('tr.here input[name="pick"]');
    const all = form.querySelector('input[name="all"]');
    if (here && !(all && all.checked) && !boxes().some((box) => box.checked)) here.checked = true;
  });
  count();
})();
