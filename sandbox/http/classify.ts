import { findOperation, type Matched } from "../api/api";
import type { PaymentAccounts } from "../payments/accounts";
import { REALM } from "../realm/provider";
import type { Tokens } from "../realm/tokens";
import type { Arrived } from "./exchange";
import type { RecordedKind } from "./recorder";

export type Route =
  | { to: "realm"; kind: RecordedKind; account: string | undefined }
  | { to: "api"; kind: RecordedKind; account: string | undefined; matched: Matched | undefined }
  | { to: "stripe"; kind: RecordedKind; account: string | undefined }
  | { to: "viva"; kind: RecordedKind; account: string | undefined }
  | { to: "own" };

const vivaPaths = /^\/(connect\/token|checkout\/v2\/|api\/(transactions|orders|messages)(\/|$))/;

const apiFamilies = ["/o/", "/f/", "/i/", "/items/", "/tp/", "/staff/"];

function realmKind(path: string): RecordedKind {
  if (path.endsWith("/openid-connect/token")) return "token";
  if (path.endsWith("/openid-connect/revoke")) return "revoke";
  return /\/openid-connect\/auth(\/|$)|\/interaction\//.test(path) ? "authorize" : "realm";
}

function cookie(arrived: Arrived, name: string): string | undefined {
  const parts = (arrived.request.headers.cookie ?? "").split("; ").map((part) => part.split("="));
  return parts.find(([key]) => key === name)?.[1];
}

/** Whose request it is, before anything has happened: by the code or token it brings, or by the browser's sign-in. */
function realmAccount(kind: RecordedKind, arrived: Arrived, tokens: Tokens): string | undefined {
  if (kind === "authorize") {
    const uid = /\/(?:interaction|auth)\/([\w-]+)/.exec(arrived.url.pathname)?.[1] ?? "";
    const interaction = tokens.model("Interaction").get(uid);
    const signedIn = tokens.model("Session").get(cookie(arrived, "_session") ?? "")?.accountId;
    return interaction?.result?.login?.accountId ?? interaction?.session?.accountId ?? signedIn;
  }
  const form = new URLSearchParams(arrived.body.toString());
  const presented: [string, string | null][] = [
    ["AuthorizationCode", form.get("code")],
    ["RefreshToken", form.get("refresh_token") ?? form.get("token")],
    ["AccessToken", form.get("token")],
  ];
  return presented.map(([model, token]) => token && tokens.find(model, token)?.accountId).find(Boolean) || undefined;
}

export function bearerToken({ request }: Arrived): string {
  return /^bearer (\S+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";
}

export function classify(arrived: Arrived, { tokens, payments }: { tokens: Tokens; payments: PaymentAccounts }): Route {
  const { pathname } = arrived.url;
  if (pathname.startsWith("/v1/")) return { to: "stripe", kind: "stripe", account: payments.ofStripe(arrived)?.id };
  if (vivaPaths.test(pathname)) return { to: "viva", kind: "viva", account: payments.ofViva(arrived)?.id };
  if (pathname.startsWith(`${REALM}/`)) {
    const kind = realmKind(pathname);
    return { to: "realm", kind, account: realmAccount(kind, arrived, tokens) };
  }
  if (!apiFamilies.some((family) => pathname.startsWith(family))) return { to: "own" };
  const matched = findOperation(arrived.request.method ?? "GET", pathname);
  const account = tokens.find("AccessToken", bearerToken(arrived))?.accountId;
  return { to: "api", kind: matched?.operation.kind ?? "unknown", account, matched };
}
