"use server";

import { revalidatePath } from "next/cache";
import { notFound, redirect } from "next/navigation";
import { z } from "zod";
import type { PaymentFormState } from "@/components/settings/payments/payment-form";
import { actionActor } from "@/lib/auth/action";
import { fieldText, formFrom } from "@/lib/form";
import { assignLocations } from "@/lib/payments/profiles/assign-locations";
import { checkProfile } from "@/lib/payments/profiles/check-profile";
import { createProfile } from "@/lib/payments/profiles/create-profile";
import { newProfileInput, profileDetails, profileKeys, signingSecret } from "@/lib/payments/profiles/profile-input";
import { removeProfile } from "@/lib/payments/profiles/remove-profile";
import { addSigningSecret, rotateWebhookSecret } from "@/lib/payments/profiles/rotate-webhook-secret";
import { replaceProfileKeys, updateProfileDetails } from "@/lib/payments/profiles/update-profile";
import { type ActionResult, asResult, invalidInput } from "@/lib/result";
import { services } from "@/lib/services";

/** What may go back to the page after a refusal; everything else that is typed here is a secret. */
const shown = ["name", "country", "environment", "merchantId", "clientId", "sourceCode"] as const;
const names = [...shown, "secretKey", "apiKey", "clientSecret", "secret"] as const;

type Typed = Record<string, string>;

function typedIn(given: unknown): Typed {
  const form = formFrom(given);
  return Object.fromEntries(names.map((name) => [name, fieldText(form, name)]));
}

function refused(
  state: PaymentFormState,
  typed: Typed,
  result: ActionResult<unknown> & { ok: false },
): PaymentFormState {
  if (result.code === "not_found") notFound();
  const aboutName = result.code === "conflict" && result.message.includes("called");
  return {
    values: Object.fromEntries(shown.map((name) => [name, (typed[name] ?? "").slice(0, 300)])),
    errors: result.fields ?? (aboutName ? { name: [result.message] } : {}),
    message: result.message,
    tries: (typeof state?.tries === "number" ? state.tries : 0) + 1,
  };
}

function done(id: string, notice: string): never {
  revalidatePath("/", "layout");
  redirect(`/settings/payments/${id}?notice=${notice}`);
}

function profileId(given: unknown): string {
  const parsed = z.uuid().safeParse(given);
  if (!parsed.success) notFound();
  return parsed.data;
}

/** `provider` is bound by the page and comes back from the browser, so it is checked like the rest. */
export async function createProfileAction(
  provider: string,
  state: PaymentFormState,
  form: FormData,
): Promise<PaymentFormState> {
  const actor = await actionActor("payments.edit");
  const typed = typedIn(form);
  const parsed = newProfileInput.safeParse({ ...typed, provider });
  const result = parsed.success
    ? await asResult(() => createProfile(services(), actor, parsed.data))
    : invalidInput(parsed.error);
  return result.ok ? done(result.data.id, "created") : refused(state, typed, result);
}

export async function updateDetailsAction(
  id: string,
  state: PaymentFormState,
  form: FormData,
): Promise<PaymentFormState> {
  const actor = await actionActor("payments.edit");
  const profile = profileId(id);
  const typed = typedIn(form);
  const parsed = profileDetails.safeParse(typed);
  const result = parsed.success
    ? await asResult(() => updateProfileDetails(services(), actor, { id: profile, ...parsed.data }))
    : invalidInput(parsed.error);
  return result.ok ? done(profile, "saved") : refused(state, typed, result);
}

export async function replaceKeysAction(
  id: string,
  provider: string,
  state: PaymentFormState,
  form: FormData,
): Promise<PaymentFormState> {
  const actor = await actionActor("payments.edit");
  const profile = profileId(id);
  const typed = typedIn(form);
  const parsed = profileKeys.safeParse({ ...typed, provider });
  const result = parsed.success
    ? await asResult(() => replaceProfileKeys(services(), actor, profile, parsed.data))
    : invalidInput(parsed.error);
  return result.ok ? done(profile, "keys") : refused(state, typed, result);
}

export async function addSigningSecretAction(
  id: string,
  state: PaymentFormState,
  form: FormData,
): Promise<PaymentFormState> {
  const actor = await actionActor("payments.edit");
  const profile = profileId(id);
  const typed = typedIn(form);
  const parsed = z.object({ secret: signingSecret }).safeParse(typed);
  const result = parsed.success
    ? await asResult(() => addSigningSecret(services(), actor, { id: profile, ...parsed.data }))
    : invalidInput(parsed.error);
  return result.ok ? done(profile, "secret") : refused(state, typed, result);
}

export async function assignLocationsAction(id: string, form: FormData): Promise<void> {
  const actor = await actionActor("payments.edit");
  const profile = profileId(id);
  const parsed = z.array(z.uuid()).max(1_000).safeParse(formFrom(form).getAll("location"));
  if (!parsed.success) notFound();
  const result = await asResult(() => assignLocations(services(), actor, { id: profile, locationIds: parsed.data }));
  if (!result.ok) notFound();
  done(profile, "locations");
}

const outcomes = { accepted: "checked", refused: "not-accepted", no_answer: "no-answer" } as const;

export async function checkProfileAction(id: string): Promise<void> {
  const actor = await actionActor("payments.edit");
  const profile = profileId(id);
  const result = await asResult(() => checkProfile(services(), actor, profile));
  if (!result.ok) notFound();
  done(profile, outcomes[result.data.outcome]);
}

export async function rotateSecretAction(id: string): Promise<void> {
  const actor = await actionActor("payments.edit");
  const profile = profileId(id);
  const result = await asResult(() => rotateWebhookSecret(services(), actor, profile));
  if (!result.ok && result.code === "not_found") notFound();
  done(profile, result.ok ? "secret" : "no-secret");
}

export async function removeProfileAction(id: string): Promise<void> {
  const actor = await actionActor("payments.edit");
  const profile = profileId(id);
  const result = await asResult(() => removeProfile(services(), actor, profile));
  if (!result.ok) notFound();
  revalidatePath("/", "layout");
  redirect("/settings/payments?notice=removed");
}
