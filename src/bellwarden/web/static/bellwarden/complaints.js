/* 1 2 3 choose a question, y n u answer it and go on to the next one, c confirms the verdict, Enter decides. */
(() => {
  const keys = window.bellwarden && window.bellwarden.keys;
  const words = document.getElementById("missed-words");
  const kind = document.getElementById("missed-kind");
  const fit = () => { for (const name of ["number", "time", "count"]) for (const one of document.querySelectorAll(`.of-${name}`)) one.hidden = kind.value !== name; };
  if (kind) { fit(); kind.addEventListener("change", fit); }
  // What is selected in the letter is what was missed.
  for (const letter of document.querySelectorAll(".letter")) letter.addEventListener("pointerup", () => {
    const chosen = String(getSelection()).trim();
    if (!words || !chosen || chosen.length > 200) return;
    words.value = chosen;
    words.closest("details").open = true;
  });
  const form = document.getElementById("deciding");
  if (!form || !keys) return;
  const decides = document.getElementById("decides");
  let asked = 0;
  const ask = (place) => {
    const question = form.querySelector(`[data-question="${place}"]`);
    if (!question) return false;
    asked = place;
    question.focus(); // not one of its inputs: letters typed into those are no keys
    return true;
  };
  const answer = (value) => {
    const found = form.querySelector(`[data-question="${asked}"] input[value="${value}"]`);
    if (!found || found.disabled) return;
    found.checked = true;
    window.bellwarden.say(`${found.closest("fieldset").querySelector(".name").textContent} ${value}`);
    if (!ask(asked + 1) && decides) decides.focus();
  };
  for (const place of [1, 2, 3]) keys.set(String(place), () => ask(place));
  keys.set("y", () => answer("yes"));
  keys.set("n", () => answer("no"));
  keys.set("u", () => answer("unknown"));
  keys.set("c", () => { if (decides) decides.focus(); });
  // A verdict that leaves nothing to do ends the case, until somebody chooses otherwise.
  const verdict = document.getElementById("verdict");
  const outcome = document.getElementById("outcome");
  let chosen = false;
  outcome.addEventListener("change", () => { chosen = true; });
  verdict.addEventListener("change", () => { if (!chosen) outcome.value = { spoofed: "spoofed", not_ours: "not_our_number" }[verdict.value] || ""; });
})();
