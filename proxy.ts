import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { isAllowedSource } from "@/lib/auth/origin";
import { PATH_HEADER } from "@/lib/auth/path-header";
import { getEnv } from "@/lib/env";
import { pagePolicy } from "@/lib/security/content-security-policy";

const methods = new Set(["GET", "HEAD", "OPTIONS", "POST"]);

/**
 * Gives each page its own content security policy. No guard: everything refuses by itself without this file too
 * (docs/decisions/0008). The early answers only save the work of a page.
 */
export function proxy(request: NextRequest): NextResponse {
  const { APP_URL, NODE_ENV } = getEnv();
  if (!methods.has(request.method)) return new NextResponse("Method Not Allowed", { status: 405 });
  if (!isAllowedSource(request.method, request.headers, APP_URL)) return new NextResponse("Forbidden", { status: 403 });

  const nonce = randomBytes(18).toString("base64");
  const policy = pagePolicy(nonce, { development: NODE_ENV === "development", https: APP_URL.startsWith("https:") });
  const headers = new Headers(request.headers);
  // Next reads the nonce for its own scripts from here.
  headers.set("content-security-policy", policy);
  headers.set(PATH_HEADER, request.nextUrl.pathname + request.nextUrl.search);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

export const config = { matcher: ["/((?!api(?:/|$)|webhook(?:/|$)|_next/|icon\\.).*)"] };
