import { type NextRequest, NextResponse } from "next/server";
import { authCookies } from "./cookies";
import { askNextAuth, type NextAuthSettings } from "./next-auth";
import { isAllowedSource } from "./origin";
import { ownPathOf } from "./own-path";
import { actorOfCookie, endSessions } from "./sessions";

const MAX_BODY = 8 * 1024;

/** next-auth's addresses, as far as we use them; everything else under `/api/auth` does not exist. */
export async function answerAuthRequest(
  settings: NextAuthSettings,
  request: NextRequest,
  path: readonly string[],
): Promise<NextResponse> {
  if (!isAllowedSource(request.method, request.headers, settings.appUrl)) return refuse(403, "forbidden");
  switch (`${request.method} ${path.join("/")}`) {
    case "GET csrf":
      return askNextAuth(settings, { ...sourceOf(request), method: "GET", path });
    case "GET session":
      return answerSession(settings, request);
    case "GET signin":
    case "GET signout":
    case "GET error":
      return toSignInPage(settings, request);
    case "POST callback/credentials":
      return withBody(request, (body) => answerCredentials(settings, request, body));
    case "POST signout":
      return withBody(request, (body) => answerSignOut(settings, request, body));
    default:
      return refuse(404, "not_found");
  }
}

const sourceOf = ({ headers, cookies }: NextRequest) => ({ headers, cookies });

async function answerCredentials(settings: NextAuthSettings, request: NextRequest, body: Record<string, string>) {
  const path = ["callback", "credentials"];
  const answer = await askNextAuth(settings, { ...sourceOf(request), method: "POST", path, body });
  return body.json === "true" ? answer : asRedirect(settings, answer);
}

/** Our own revocation first: next-auth alone would only remove the cookie. */
async function answerSignOut(settings: NextAuthSettings, request: NextRequest, body: Record<string, string>) {
  const answer = await askNextAuth(settings, { ...sourceOf(request), method: "POST", path: ["signout"], body });
  const actor = await actorOf(settings, request);
  const { url } = (await answer.clone().json()) as { url?: string };
  // next-auth sends a request without its CSRF token to a page that asks for confirmation.
  if (actor && !url?.includes("csrf=true")) await endSessions(settings.needs.db, actor, "this");
  return body.json === "true" ? answer : asRedirect(settings, answer);
}

async function answerSession(settings: NextAuthSettings, request: NextRequest): Promise<NextResponse> {
  const actor = await actorOf(settings, request);
  if (!actor) return NextResponse.json({});
  const { userName: name, email, role, merchantName } = actor;
  return NextResponse.json({ user: { name, email, role, merchantName } });
}

function actorOf({ needs, appUrl, secret }: NextAuthSettings, { cookies }: NextRequest) {
  return actorOfCookie(needs.db, cookies.get(authCookies(appUrl).names.session)?.value, secret);
}

function toSignInPage({ appUrl }: NextAuthSettings, request: NextRequest): NextResponse {
  const next = ownPathOf(request.nextUrl.searchParams.get("callbackUrl"), appUrl);
  return NextResponse.redirect(`${appUrl}/login${next ? `?next=${encodeURIComponent(next)}` : ""}`, 303);
}

async function asRedirect({ appUrl }: NextAuthSettings, answer: NextResponse): Promise<NextResponse> {
  const { url } = (await answer.json()) as { url?: string };
  const failed = url !== undefined && URL.canParse(url) && new URL(url).searchParams.has("error");
  const target = failed ? "/login?error=1" : (ownPathOf(url, appUrl) ?? "/");
  const headers = new Headers({ location: `${appUrl}${target}` });
  // As they are: read and set again, those that remove a cookie would be lost.
  for (const cookie of answer.headers.getSetCookie()) headers.append("set-cookie", cookie);
  return new NextResponse(null, { status: 303, headers });
}

async function withBody(
  request: NextRequest,
  answer: (body: Record<string, string>) => Promise<NextResponse>,
): Promise<NextResponse> {
  const body = await readBody(request);
  return body ? answer(body) : refuse(400, "malformed");
}

/** The fields that are text; null for what is too long, of another type or cannot be read. */
async function readBody(request: NextRequest): Promise<Record<string, string> | null> {
  const type = request.headers.get("content-type")?.split(";", 1)[0]?.trim();
  if (Number(request.headers.get("content-length") ?? Number.NaN) > MAX_BODY) return null;
  const text = await request.text();
  if (text.length > MAX_BODY) return null;
  if (type === "application/x-www-form-urlencoded") return Object.fromEntries(new URLSearchParams(text));
  if (type !== "application/json") return null;
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return null;
    return Object.fromEntries(Object.entries(parsed).filter(([, value]) => typeof value === "string"));
  } catch {
    return null;
  }
}

function refuse(status: number, error: string): NextResponse {
  return NextResponse.json({ error }, { status });
}
