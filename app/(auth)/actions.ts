"use server";

import { redirect } from "next/navigation";
import { requireOwnOrigin } from "@/lib/auth/action";
import { resetNeeds } from "@/lib/auth/needs";
import { ownPath } from "@/lib/auth/own-path";
import { completePasswordReset, requestPasswordReset } from "@/lib/auth/password-reset";
import { rememberThisDevice, requestNetwork } from "@/lib/auth/request-source";
import { signInFromForm } from "@/lib/auth/sign-in-from-form";
import { fieldText, formFrom } from "@/lib/form";
import { asResult } from "@/lib/result";

/** What a form shows after it was sent; `email` fills the field again. */
export type FormState = { message?: string; email?: string; done?: boolean };

export async function signInAction(_previous: FormState, form: FormData): Promise<FormState> {
  await requireOwnOrigin();
  const email = text(form, "email");
  const password = text(form, "password");
  if (!email || !password) return { email, message: "Enter your e-mail and your password." };
  const outcome = await signInFromForm({ email, password });
  if (!outcome.ok) return { email, message: outcome.message };
  redirect(ownPath(text(form, "next")) ?? "/");
}

export async function requestPasswordResetAction(_previous: FormState, form: FormData): Promise<FormState> {
  await requireOwnOrigin();
  const email = text(form, "email");
  if (!email) return { message: "Enter your e-mail." };
  const asked = await asResult(async () =>
    requestPasswordReset(resetNeeds(), { email, network: await requestNetwork() }),
  );
  return asked.ok ? { done: true, email } : { email, message: asked.message };
}

export async function completePasswordResetAction(
  token: string,
  _previous: FormState,
  form: FormData,
): Promise<FormState> {
  await requireOwnOrigin();
  const password = text(form, "password");
  if (password !== text(form, "repeat")) return { message: "The two passwords are not the same." };
  const changed = await asResult(async () =>
    completePasswordReset(resetNeeds(), {
      token: typeof token === "string" ? token : "",
      password,
      network: await requestNetwork(),
    }),
  );
  if (!changed.ok) return { message: changed.message };
  await rememberThisDevice(changed.data.email);
  redirect("/login?password=changed");
}

const text = (form: unknown, name: string) => fieldText(formFrom(form), name);
