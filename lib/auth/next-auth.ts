import type { NextApiRequest, NextApiResponse } from "next";
import { NextResponse } from "next/server";
import NextAuth from "next-auth";
import { authCookies } from "./cookies";
import { KNOWN_DEVICE_SECONDS, rememberDevice } from "./known-device";
import { networkOf } from "./network";
import { nextAuthOptions } from "./options";
import { openSessionToken } from "./session-token";
import type { AuthNeeds } from "./sign-in";

export type NextAuthSettings = { appUrl: string; secret: string; needs: AuthNeeds };

export type NextAuthCall = {
  method: "GET" | "POST";
  /** What stands behind `/api/auth/`. */
  path: readonly string[];
  body?: Record<string, string>;
  headers: { get: (name: string) => string | null };
  cookies: { get: (name: string) => { value: string } | undefined };
};

/**
 * Asks next-auth, and only with what we checked: it never sees the request's own Host, forwarded headers, query or
 * callback cookie, which are what its known traps feed on. Answers with JSON and cookies, never with a redirect.
 */
export async function askNextAuth(settings: NextAuthSettings, call: NextAuthCall): Promise<NextResponse> {
  const { names, flags } = authCookies(settings.appUrl);
  const cookie = (name: string) => call.cookies.get(name)?.value;
  const answer = catchAnswer();
  let signedInAs: string | null = null;
  const options = nextAuthOptions({
    ...settings,
    context: {
      network: networkOf(call.headers),
      deviceCookie: cookie(names.device),
      userAgent: call.headers.get("user-agent"),
      previousSid: await openSessionToken(cookie(names.session), settings.secret),
    },
    onSignedIn: (email) => {
      signedInAs = email;
    },
  });
  const request = {
    method: call.method,
    query: { nextauth: [...call.path] },
    body: { ...call.body, json: "true" },
    headers: {},
    cookies: { [names.session]: cookie(names.session), [names.csrf]: cookie(names.csrf) },
  };
  await NextAuth(request as unknown as NextApiRequest, answer as unknown as NextApiResponse, options);

  const response = answer.toResponse();
  if (signedInAs) {
    const value = rememberDevice(cookie(names.device), signedInAs, settings.secret);
    response.cookies.set({ name: names.device, value, maxAge: KNOWN_DEVICE_SECONDS, ...flags });
  }
  return response;
}

/** The few methods of a Node response that next-auth uses, collected. */
function catchAnswer() {
  let status = 200;
  let body: string | null = null;
  const headers = new Map<string, string | string[]>();
  const answer = {
    status(code: number) {
      status = code;
      return answer;
    },
    getHeader: (name: string) => headers.get(name.toLowerCase()),
    setHeader(name: string, value: string | string[]) {
      headers.set(name.toLowerCase(), value);
      return answer;
    },
    json(value: unknown) {
      answer.setHeader("content-type", "application/json");
      body = JSON.stringify(value);
    },
    send(value: unknown) {
      body = typeof value === "string" ? value : JSON.stringify(value ?? {});
    },
    end() {},
    toResponse() {
      const collected = new Headers();
      for (const [name, value] of headers) for (const one of [value].flat()) collected.append(name, one);
      return new NextResponse(body, { status, headers: collected });
    },
  };
  return answer;
}
