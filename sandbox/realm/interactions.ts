import type { IncomingMessage, ServerResponse } from "node:http";
import type Provider from "oidc-provider";
import { pageHeaders } from "../pages/layout";
import { consentPage, errorPage, loginPage } from "../pages/sign-in-pages";
import { type Account, type Accounts, hasPassword } from "../state/accounts";
import { REALM } from "./provider";
import { alwaysAsked, apiScopes } from "./scopes";

const CLIENT_NAME = "Upvendo";

type Visit = {
  provider: Provider;
  accounts: Accounts;
  request: IncomingMessage;
  response: ServerResponse;
  form: URLSearchParams;
};
type Details = Awaited<ReturnType<Provider["interactionDetails"]>>;

const pathOf = (details: Details, step: string) => `${REALM}/interaction/${details.uid}/${step}`;

function show(response: ServerResponse, page: string, status = 200): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(pageHeaders)) response.setHeader(name, value);
  response.end(page);
}

const askedScopes = (details: Details) => new Set(String(details.params.scope ?? "").split(" "));

/** Whose sign-in ends at the login page, and how. A guess: the vendor publishes neither answer. */
function refusalFor(account: Account): string | undefined {
  if (account.kind === "l-series") return "This account has no access to Lightspeed Restaurant K-Series";
  if (account.kind === "no-admin") return "The user may not authorise applications for this business";
  return undefined;
}

function showPrompt({ accounts, response }: Visit, details: Details): void {
  if (details.prompt.name === "login") {
    show(response, loginPage({ action: pathOf(details, "login"), clientName: CLIENT_NAME }));
    return;
  }
  const asked = askedScopes(details);
  const page = consentPage({
    action: pathOf(details, "consent"),
    otherAccount: pathOf(details, "another"),
    clientName: CLIENT_NAME,
    email: accounts.get(details.session?.accountId ?? "")?.email ?? "",
    scopes: apiScopes.filter((scope) => asked.has(scope.name)),
  });
  show(response, page);
}

async function logIn({ provider, accounts, request, response, form }: Visit, details: Details): Promise<void> {
  const email = form.get("email") ?? "";
  const account = accounts.findByEmail(email);
  if (!account || !hasPassword(account, form.get("password") ?? "")) {
    show(response, loginPage({ action: pathOf(details, "login"), clientName: CLIENT_NAME, email, failed: true }));
    return;
  }
  const refusal = refusalFor(account);
  const result = refusal
    ? { error: "access_denied", error_description: refusal }
    : { login: { accountId: account.id, amr: ["pwd"] } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: !refusal });
}

/** Each consent makes a grant of its own: the refresh tokens of an earlier one live on, as offline sessions do. */
async function decide({ provider, request, response, form }: Visit, details: Details): Promise<void> {
  if (form.get("decision") !== "allow") {
    const result = { error: "access_denied", error_description: "User denied consent" };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
    return;
  }
  const ticked = new Set([...form.getAll("scope"), ...alwaysAsked, "openid"]);
  const asked = [...askedScopes(details)];
  const clientId = String(details.params.client_id);
  const grant = new provider.Grant({ accountId: details.session?.accountId ?? "", clientId });
  grant.addOIDCScope(asked.filter((scope) => ticked.has(scope)).join(" "));
  grant.rejectOIDCScope(asked.filter((scope) => !ticked.has(scope)).join(" "));
  const grantId = await grant.save();
  await provider.interactionFinished(request, response, { consent: { grantId } }, { mergeWithLastSubmission: true });
}

/** Signs the browser out and starts the same authorization request again. */
async function switchAccount({ provider, response }: Visit, details: Details): Promise<void> {
  const session = details.session?.uid ? await provider.Session.findByUid(details.session.uid) : undefined;
  await session?.destroy();
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(details.params)) if (value !== undefined) query.set(name, String(value));
  response.statusCode = 303;
  response.setHeader("location", `${REALM}/protocol/openid-connect/auth?${query}`);
  response.end();
}

/** The login and consent pages, at `/realms/k-series/interaction/{uid}[/login|/consent|/another]`. */
export async function interact(visit: Visit, step: string): Promise<void> {
  let details: Details;
  try {
    details = await visit.provider.interactionDetails(visit.request, visit.response);
  } catch {
    show(visit.response, errorPage("expired", "This sign-in page has expired."), 400);
    return;
  }
  const posted = visit.request.method === "POST";
  if (posted && step === "login") await logIn(visit, details);
  else if (posted && step === "consent" && details.prompt.name === "consent") await decide(visit, details);
  else if (step === "another") await switchAccount(visit, details);
  else showPrompt(visit, details);
}
