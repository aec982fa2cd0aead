import { html } from "hono/html";
import type { Scope } from "../realm/scopes";
import { document } from "./layout";

type LoginPage = { action: string; clientName: string; email?: string; failed?: boolean };

export function loginPage({ action, clientName, email = "", failed = false }: LoginPage): string {
  const alert = html`<p class="error" role="alert">Invalid e-mail address or password.</p>`;
  return document(
    "Log in to Lightspeed",
    html`<div class="card">
<h1>Log in to Lightspeed</h1>
<p class="soft">to continue to ${clientName}</p>
${failed ? alert : ""}
<form method="post" action="${action}">
<label for="email">Email</label>
<input id="email" name="email" type="email" autocomplete="username" required value="${email}">
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button class="primary wide">Log in</button>
</form>
</div>`,
    { narrow: true },
  );
}

function scopeRow(scope: Scope) {
  const id = `scope-${scope.name}`;
  return html`<div class="scope"><input type="checkbox" id="${id}" name="scope" value="${scope.name}" checked aria-describedby="${id}-text">
<label for="${id}">${scope.title} <span class="soft small">(${scope.name})</span></label><p class="soft small" id="${id}-text">${scope.explanation}</p></div>`;
}

type ConsentPage = { action: string; otherAccount: string; clientName: string; email: string; scopes: Scope[] };

export function consentPage({ action, otherAccount, clientName, email, scopes }: ConsentPage): string {
  return document(
    `Allow ${clientName}?`,
    html`<div class="card">
<h1>${clientName} wants to access your Lightspeed account</h1>
<p class="soft">Signed in as <strong>${email}</strong>. <a href="${otherAccount}">Use another account</a></p>
<form method="post" action="${action}">
<fieldset style="border:0;padding:0;margin:0 0 1rem"><legend class="small">${clientName} asks for the following. Untick what you do not want to share.</legend>
${scopes.map(scopeRow)}
<div class="scope"><span aria-hidden="true">•</span><span><strong>Your name and e-mail address</strong></span></div>
</fieldset>
<div class="row"><button class="primary" name="decision" value="allow">Allow access</button>
<button name="decision" value="cancel">Cancel</button></div>
</form>
</div>`,
    { narrow: true },
  );
}

/** Keycloak's words for what it refuses before it may redirect. */
const refusals: Record<string, string> = {
  invalid_redirect_uri: "Invalid parameter: redirect_uri",
  invalid_client: "Client not found.",
};

export function errorPage(error: string, description = ""): string {
  const words = refusals[error] ?? description;
  return document(
    "We are sorry",
    html`<div class="card"><h1>We are sorry…</h1><p>${words}</p><p class="soft small">Error: <code>${error}</code></p>
<p>Close this page and start again where you came from.</p></div>`,
    { narrow: true },
  );
}
