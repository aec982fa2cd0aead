"use server";

import { revalidatePath } from "next/cache";
import { notFound, redirect } from "next/navigation";
import { z } from "zod";
import type { KeyFormState } from "@/components/channels/api-keys";
import type { TestOrderState } from "@/components/channels/test-order-form";
import { actionActor } from "@/lib/auth/action";
import { pauseChannel, resumeChannel, switchChannel } from "@/lib/channels/switch-channel";
import { fieldText, formFrom } from "@/lib/form";
import { createApiKey, revokeApiKey, rotateApiKey } from "@/lib/orders/api-keys";
import { replaceKioskCode } from "@/lib/orders/kiosk-code";
import { checkTestOrder, placeTestOrder } from "@/lib/orders/place-test-order";
import { rotateTableCodes } from "@/lib/orders/table-code";
import { plainLine } from "@/lib/plain-line";
import { asResult } from "@/lib/result";
import { services } from "@/lib/services";

const channel = z.enum(["kiosk", "online", "table_qr", "in_house"]);
const place = z.object({ locationId: z.uuid(), channel });

/** Bound by the page and back from the browser, so they are checked like the rest. */
function placeFrom(locationId: unknown, name: unknown): z.output<typeof place> {
  const parsed = place.safeParse({ locationId, channel: name });
  if (!parsed.success) notFound();
  return parsed.data;
}

async function change(run: () => Promise<void>, notice: string): Promise<never> {
  const result = await asResult(run);
  if (!result.ok && result.code !== "conflict") notFound();
  revalidatePath("/", "layout");
  redirect(`/channels?notice=${result.ok ? notice : "not-yet"}`);
}

export async function switchChannelAction(locationId: string, name: string, on: boolean): Promise<void> {
  const actor = await actionActor("channels.edit");
  const at = placeFrom(locationId, name);
  await change(() => switchChannel(services(), actor, { ...at, on: on === true }), on === true ? "on" : "off");
}

export async function pauseChannelAction(locationId: string, name: string, form: FormData): Promise<void> {
  const actor = await actionActor("channels.edit");
  const at = placeFrom(locationId, name);
  const given = formFrom(form);
  const minutes = z.coerce.number().int().min(1).max(10_080).safeParse(fieldText(given, "minutes"));
  const until = minutes.success ? new Date(services().now().getTime() + minutes.data * 60_000) : null;
  const reason = fieldText(given, "reason");
  await change(() => pauseChannel(services(), actor, { ...at, reason, until }), "paused");
}

export async function resumeChannelAction(locationId: string, name: string): Promise<void> {
  const actor = await actionActor("channels.edit");
  const at = placeFrom(locationId, name);
  await change(() => resumeChannel(services(), actor, at), "resumed");
}

const newKey = z.object({ locationId: z.uuid(), channel, name: plainLine("a name", 80) });

/** The form's answer to a name that is missing or wrong: what was chosen is kept. */
function refusedKey(state: KeyFormState, given: FormData, error: z.ZodError): KeyFormState {
  const nameError = error.issues.find(({ path }) => path[0] === "name")?.message ?? null;
  return {
    key: null,
    message: nameError ? null : "Choose a location and a channel.",
    refused: {
      ...{ name: fieldText(given, "name").slice(0, 80), nameError },
      ...{ location: fieldText(given, "location"), channel: fieldText(given, "channel") },
    },
    tries: (typeof state?.tries === "number" ? state.tries : 0) + 1,
  };
}

/** Makes a key, or one in place of another; the answer holds it in clear, this once. */
export async function makeApiKeyAction(state: KeyFormState, form: FormData): Promise<KeyFormState> {
  const actor = await actionActor("channels.edit");
  const given = formFrom(form);
  const rotated = z.uuid().safeParse(fieldText(given, "rotate"));
  const parsed = newKey.safeParse({
    ...{ locationId: fieldText(given, "location"), channel: fieldText(given, "channel") },
    name: fieldText(given, "name"),
  });
  if (!rotated.success && !parsed.success) return refusedKey(state, given, parsed.error);
  const result = await asResult(() =>
    rotated.success
      ? rotateApiKey(services(), actor, { id: rotated.data })
      : createApiKey(services(), actor, newKey.parse(parsed.data)),
  );
  revalidatePath("/channels/keys");
  const next = { refused: null, tries: (typeof state?.tries === "number" ? state.tries : 0) + 1 };
  return result.ok
    ? { key: { text: result.data.key, name: result.data.view.name }, message: null, ...next }
    : { key: null, message: result.message, ...next };
}

export async function revokeApiKeyAction(id: string): Promise<void> {
  const actor = await actionActor("channels.edit");
  const parsed = z.uuid().safeParse(id);
  if (!parsed.success) notFound();
  const result = await asResult(() => revokeApiKey(services(), actor, { id: parsed.data }));
  revalidatePath("/channels/keys");
  redirect(`/channels/keys?notice=${result.ok ? "revoked" : "gone"}`);
}

export async function rotateTableCodesAction(locationId: string): Promise<void> {
  const actor = await actionActor("channels.edit");
  const parsed = z.uuid().safeParse(locationId);
  if (!parsed.success) notFound();
  const result = await asResult(() => rotateTableCodes(services(), actor, { locationId: parsed.data }));
  if (!result.ok) notFound();
  revalidatePath("/channels/tables");
  redirect("/channels/tables?notice=replaced");
}

/** The first link of a location's kiosks, or one in place of it. */
export async function replaceKioskLinkAction(locationId: string): Promise<void> {
  const actor = await actionActor("channels.edit");
  const parsed = z.uuid().safeParse(locationId);
  if (!parsed.success) notFound();
  const result = await asResult(() => replaceKioskCode(services(), actor, { locationId: parsed.data }));
  if (!result.ok) notFound();
  revalidatePath("/channels/links");
  redirect("/channels/links?notice=made");
}

const testOrder = z.object({
  locationId: z.uuid(),
  type: z.enum(["dine_in", "takeaway"]),
  table: z
    .string()
    .regex(/^\d{0,9}$/)
    .transform((text) => text || null),
  key: z.uuid(),
});

/** Looks at the test order, or sends it: which one stands in the button that was pressed. */
export async function testOrderAction(_state: TestOrderState, form: FormData): Promise<TestOrderState> {
  const actor = await actionActor("orders.manage");
  const given = formFrom(form);
  const [locationId, type] = [fieldText(given, "location"), fieldText(given, "type")];
  const table = fieldText(given, "table").slice(0, 20);
  const parsed = testOrder.safeParse({
    locationId,
    type,
    table,
    key: fieldText(given, "key"),
  });
  const items = [...given.keys()].slice(0, 200).flatMap((name) => {
    const quantity = Number(fieldText(given, name));
    const sku = name.startsWith("sku:") ? name.slice(4) : "";
    return sku && sku.length <= 25 && Number.isInteger(quantity) && quantity > 0 && quantity < 100
      ? [{ sku, quantity }]
      : [];
  });
  const quantities = Object.fromEntries(items.map(({ sku, quantity }) => [sku, quantity]));
  if (!parsed.success) return { message: "Check the table number.", verdict: null, quantities, table };
  const { key, locationId: at, ...rest } = parsed.data;
  const wish = { locationId: at, chosen: { ...rest, items } };
  if (fieldText(given, "do") === "send") {
    const sent = await asResult(() => placeTestOrder(services(), actor, { ...wish, key }));
    if (sent.ok) redirect(`/channels/test?location=${at}&order=${sent.data.orderId}`);
    return { message: sent.message, verdict: null, quantities, table };
  }
  const looked = await asResult(() => checkTestOrder(services(), actor, wish));
  if (!looked.ok) return { message: looked.message, verdict: null, quantities, table };
  const { verdict, totalMinor, currency } = looked.data;
  const { ok, reasons, proofs = [] } = verdict;
  return { message: null, verdict: { ok, reasons, proofs, totalMinor, currency }, quantities, table };
}
