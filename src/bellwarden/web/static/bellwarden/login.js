// Passkeys: shown only where the browser has them; allauth's own script speaks with it.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  if (!window.PublicKeyCredential) return;
  for (const one of document.querySelectorAll("[data-passkeys]")) one.hidden = false;
  const forms = window.allauth.webauthn.forms;
  const find = (id) => document.getElementById(id);
  if (find("passkey_login")) forms.loginForm({ ids: { login: "passkey_login", credential: "mfa_credential" } });
  const prove = find("mfa_webauthn_authenticate");
  if (prove) forms.authenticateForm({ ids: { authenticate: prove.id, credential: prove.dataset.credential, data: "js_data" } });
  const add = find("mfa_webauthn_add");
  if (add) forms.addForm({ ids: { add: add.id, passwordless: add.dataset.passwordless, credential: add.dataset.credential, data: "js_data" } });
});
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const fault = document.getElementById("passkey-fault");
  if (fault) fault.textContent = "The browser gave no passkey. On this machine alone, open the office as http://localhost; otherwise by https.";
});
