import { cookies, headers } from "next/headers";
import { getEnv } from "@/lib/env";
import { authNeeds } from "./needs";
import { askNextAuth } from "./next-auth";
import { busyReason } from "./options";

export type FormSignIn = { ok: true } | { ok: false; message: string };

/** Signs in through next-auth from a server action and sets its cookies on the answer. */
export async function signInFromForm(credentials: { email: string; password: string }): Promise<FormSignIn> {
  const store = await cookies();
  const { APP_URL: appUrl, AUTH_SECRET: secret } = getEnv();
  const settings = { appUrl, secret, needs: authNeeds() };
  const given = { headers: await headers() };

  const first = await askNextAuth(settings, { ...given, method: "GET", path: ["csrf"], cookies: store });
  const { csrfToken } = (await first.json()) as { csrfToken: string };
  const answer = await askNextAuth(settings, {
    ...given,
    method: "POST",
    path: ["callback", "credentials"],
    body: { ...credentials, csrfToken },
    // next-auth compares the token with its cookie, which this very call may just have made.
    cookies: { get: (name) => first.cookies.get(name) ?? store.get(name) },
  });

  const { url } = (await answer.json()) as { url: string };
  const reason = new URL(url, appUrl).searchParams.get("error");
  if (answer.status !== 200 || reason !== null) return { ok: false, message: explain(reason) };
  for (const cookie of [...first.cookies.getAll(), ...answer.cookies.getAll()]) store.set(cookie);
  return { ok: true };
}

function explain(reason: string | null): string {
  const seconds = Number(/^Blocked-(\d+)$/.exec(reason ?? "")?.[1] ?? 0);
  if (seconds > 90) return `Too many tries. Wait ${Math.ceil(seconds / 60)} minutes, or choose a new password.`;
  if (seconds > 0) return `Too many tries. Wait ${seconds === 1 ? "a second" : `${seconds} seconds`} and try again.`;
  if (reason === busyReason) return "We are busy. Try again in a moment.";
  return "The e-mail or the password is not right.";
}
