"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import type { RecipientsFormState } from "@/components/settings/notifications/recipients-form";
import type { WebhookFormState } from "@/components/settings/notifications/webhook-form";
import { recipientsInput } from "@/lib/attention/notification-input";
import { sendTestNotice } from "@/lib/attention/send-test-notice";
import {
  changeRecipients,
  removeWebhook,
  replaceWebhookSecret,
  setWebhook,
} from "@/lib/attention/update-notification-settings";
import { actionActor } from "@/lib/auth/action";
import { fieldText, formFrom } from "@/lib/form";
import { asResult } from "@/lib/result";
import { services } from "@/lib/services";

const PAGE = "/settings/notifications";

export async function changeRecipientsAction(
  state: RecipientsFormState,
  given: FormData,
): Promise<RecipientsFormState> {
  const actor = await actionActor("notifications.edit");
  const form = formFrom(given);
  const typed = { byEmail: fieldText(form, "byEmail") !== "", recipients: fieldText(form, "recipients") };
  const parsed = recipientsInput.safeParse(typed);
  const tries = (typeof state?.tries === "number" ? state.tries : 0) + 1;
  // An empty list has a meaning, a missing one has none: it is not from our form.
  if (!form.has("recipients")) return { ...typed, error: null, message: "Enter who is to be told.", tries };
  if (!parsed.success) {
    const error = parsed.error.issues[0]?.message ?? "Check the addresses.";
    return { ...typed, error, message: "Check the marked fields.", tries };
  }
  const result = await asResult(() => changeRecipients(services(), actor, parsed.data));
  if (!result.ok) return { ...typed, error: null, message: result.message, tries };
  revalidatePath(PAGE);
  redirect(`${PAGE}?notice=saved`);
}

/** Takes another address, another secret, or the webhook away: which one stands in the button that was pressed. */
export async function changeWebhookAction(_state: WebhookFormState, given: FormData): Promise<WebhookFormState> {
  const actor = await actionActor("notifications.edit");
  const form = formFrom(given);
  const nothing = { secret: null, done: null, error: null, message: null, address: "" };
  const wish = fieldText(form, "do");
  if (wish === "remove") {
    await removeWebhook(services(), actor);
    revalidatePath(PAGE);
    return { ...nothing, done: "The webhook was removed." };
  }
  if (wish === "replace") {
    const replaced = await asResult(() => replaceWebhookSecret(services(), actor));
    revalidatePath(PAGE);
    return replaced.ok ? { ...nothing, secret: replaced.data.secret } : { ...nothing, message: replaced.message };
  }
  const address = fieldText(form, "address");
  const saved = await asResult(() => setWebhook(services(), actor, { address }));
  if (!saved.ok) return { ...nothing, error: saved.message, address };
  revalidatePath(PAGE);
  return { ...nothing, secret: saved.data.secret, done: "The address was saved. The secret is the same." };
}

export async function sendTestNoticeAction(): Promise<void> {
  const actor = await actionActor("notifications.edit");
  const sent = await asResult(() => sendTestNotice(services(), actor));
  revalidatePath(PAGE);
  redirect(`${PAGE}?notice=${sent.ok ? "tested" : sent.code === "too_many_requests" ? "too_soon" : "nobody"}`);
}
