// The form without a log-in: its calculation runs while somebody writes; without it the form goes out all the same,
// and a person looks at it first.
"use strict";
const form = document.getElementById("report");
if (form) {
  const proof = document.getElementById("proof"), working = document.getElementById("working");
  let waits = null, going = false;

  const done = (payload) => {
    going = false;
    proof.value = payload;
    if (waits) form.requestSubmit(waits);
  };

  // https and this machine only: elsewhere browsers do not calculate.
  if (window.Worker && window.crypto && crypto.subtle) {
    const challenge = JSON.parse(document.getElementById("challenge").textContent);
    try {
      const worker = new Worker(form.dataset.worker);
      going = true;
      worker.onmessage = ({ data }) => {
        worker.terminate();
        done(data && data.derivedKey ? btoa(JSON.stringify({ challenge, solution: data })) : "");
      };
      worker.onerror = () => done("");
      worker.postMessage({ type: "work", challenge, counterMode: "uint32", counterStart: 0, counterStep: 1, timeout: 60000 });
    } catch (error) {
      done("");
    }
  }

  form.addEventListener("submit", (event) => {
    const files = [...document.getElementById("files").files];
    if (files.length > 5 || files.reduce((sum, one) => sum + one.size, 0) > Number(form.dataset.most)) {
      event.preventDefault();
      working.textContent = form.dataset.tooBig;
      return;
    }
    if (!going) return;
    event.preventDefault();
    waits = event.submitter;
    working.textContent = working.dataset.words;
  });

  const zone = document.getElementById("call_zone"), here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && !zone.value && [...zone.options].some((one) => one.value === here)) zone.value = here;
  const faults = document.getElementById("faults");
  if (faults) faults.focus();
}
