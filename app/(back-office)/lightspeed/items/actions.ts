"use server";

import { revalidatePath } from "next/cache";
import { notFound, redirect } from "next/navigation";
import { z } from "zod";
import type { ItemFormState } from "@/components/lightspeed/items/item-form";
import type { LanguagesState } from "@/components/lightspeed/items/languages-form";
import type { RichFormState } from "@/components/lightspeed/items/rich-form";
import { actionActor } from "@/lib/auth/action";
import { fieldText, formFrom } from "@/lib/form";
import { createItem } from "@/lib/lightspeed/items/create-item";
import { deleteItem } from "@/lib/lightspeed/items/delete-item";
import { itemInput, readItemForm } from "@/lib/lightspeed/items/item-input";
import { getItemPlace } from "@/lib/lightspeed/items/item-place";
import { itemVersion } from "@/lib/lightspeed/items/item-write";
import { listGroupChoices } from "@/lib/lightspeed/items/list-items";
import { readAccountingGroups, readItems } from "@/lib/lightspeed/items/read-items";
import { deleteRichItem, richInput, saveRichItem } from "@/lib/lightspeed/items/save-rich-item";
import { localeCode, setLocales } from "@/lib/lightspeed/items/set-locales";
import { updateItem } from "@/lib/lightspeed/items/update-item";
import { type ActionResult, asResult, invalidInput } from "@/lib/result";
import { services } from "@/lib/services";
import { changedItem, changedRich, refusedItem, refusedRich, richFormOf, versionIn } from "./form-states";

const vendorId = z.string().regex(/^\d{1,19}$/);
const uuid = z.uuid();
const sku = z.string().min(1).max(25);

// What is bound by a page comes back from the browser, so it is checked like the rest.
function checked<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) notFound();
  return parsed.data;
}

const itemHref = (locationId: string, id: string, notice: string) =>
  `/lightspeed/items/${id}?place=${locationId}&notice=${notice}`;

export async function refreshItemsAction(locationId: string): Promise<void> {
  const { merchantId } = await actionActor();
  const id = checked(uuid, locationId);
  await asResult(async () => {
    const place = await getItemPlace(services(), merchantId, id);
    await Promise.all([
      readItems(services(), merchantId, place, { force: true }),
      readAccountingGroups(services(), merchantId, place, { force: true }),
    ]);
  });
  revalidatePath("/lightspeed/items");
}

export async function createItemAction(
  locationId: string,
  state: ItemFormState,
  given: FormData,
): Promise<ItemFormState> {
  const actor = await actionActor("items.edit");
  const place = checked(uuid, locationId);
  const form = formFrom(given);
  const result = await asResult(async () => {
    const at = await getItemPlace(services(), actor.merchantId, place);
    const parsed = itemInput(at).safeParse(readItemForm(form));
    if (!parsed.success) return { refusal: invalidInput(parsed.error) };
    return { item: await createItem(services(), actor, at, parsed.data) };
  });
  if (!result.ok) return refusedItem(state, form, result);
  if (!result.data.item) return refusedItem(state, form, result.data.refusal);
  revalidatePath("/lightspeed/items");
  redirect(itemHref(place, result.data.item.id, "created"));
}

export async function updateItemAction(
  locationId: string,
  itemId: string,
  state: ItemFormState,
  given: FormData,
): Promise<ItemFormState> {
  const actor = await actionActor("items.edit");
  const [place, id] = [checked(uuid, locationId), checked(vendorId, itemId)];
  const form = formFrom(given);
  const result = await asResult(async () => {
    const at = await getItemPlace(services(), actor.merchantId, place);
    const parsed = itemInput(at).safeParse(readItemForm(form));
    if (!parsed.success) return { refusal: invalidInput(parsed.error) };
    const { changed } = await updateItem(services(), actor, at, { id, version: versionIn(form), input: parsed.data });
    if (!changed) return null;
    const { groups } = await listGroupChoices(services(), actor.merchantId, at);
    const context = { version: itemVersion(changed), at, groups };
    return { conflict: changedItem(state, form, changed, context) };
  });
  if (!result.ok) return refusedItem(state, form, result);
  if (result.data?.refusal) return refusedItem(state, form, result.data.refusal);
  if (result.data?.conflict) return result.data.conflict;
  revalidatePath("/lightspeed/items");
  redirect(itemHref(place, id, "saved"));
}

export async function setItemActiveAction(
  locationId: string,
  itemId: string,
  version: string,
  input: { active: boolean },
): Promise<ActionResult<null>> {
  const actor = await actionActor("items.edit");
  const parsed = z
    .object({ place: uuid, id: vendorId, version: z.string().max(40), active: z.boolean() })
    .safeParse({ place: locationId, id: itemId, version, active: input?.active });
  if (!parsed.success) return invalidInput(parsed.error);
  const { place, ...change } = parsed.data;
  const result = await asResult(async () => {
    const at = await getItemPlace(services(), actor.merchantId, place);
    return updateItem(services(), actor, at, change);
  });
  revalidatePath("/lightspeed/items", "layout");
  if (!result.ok) return result;
  if (!result.data.changed) return { ok: true, data: null };
  const message = "Somebody else has changed this item meanwhile. Look at it as it is now, then try again.";
  return { ok: false, code: "conflict", message };
}

export async function deleteItemAction(locationId: string, itemId: string): Promise<ActionResult<"not_offered">> {
  const actor = await actionActor("items.edit");
  const [place, id] = [checked(uuid, locationId), checked(vendorId, itemId)];
  const result = await asResult(async () => {
    const at = await getItemPlace(services(), actor.merchantId, place);
    return deleteItem(services(), actor, at, id);
  });
  if (!result.ok) return result;
  if (result.data === "not_offered") return { ok: true, data: "not_offered" };
  revalidatePath("/lightspeed/items", "layout");
  redirect(`/lightspeed/items?place=${place}&notice=deleted`);
}

export async function saveRichItemAction(
  locationId: string,
  itemId: string,
  itemSku: string,
  state: RichFormState,
  given: FormData,
): Promise<RichFormState> {
  const actor = await actionActor("items.edit");
  const [place, id, key] = [checked(uuid, locationId), checked(vendorId, itemId), checked(sku, itemSku)];
  const form = formFrom(given);
  const parsed = richInput.safeParse(richFormOf(form));
  const result = parsed.success
    ? await asResult(async () => {
        const { businessId } = await getItemPlace(services(), actor.merchantId, place);
        const change = { businessId, sku: key, version: versionIn(form), input: parsed.data };
        return saveRichItem(services(), actor, change);
      })
    : invalidInput(parsed.error);
  if (!result.ok) return refusedRich(state, form, result);
  if (result.data.changed) return changedRich(state, form, result.data.changed);
  revalidatePath("/lightspeed/items", "layout");
  redirect(itemHref(place, id, "rich-saved"));
}

export async function deleteRichItemAction(locationId: string, itemId: string, itemSku: string): Promise<void> {
  const actor = await actionActor("items.edit");
  const [place, id, key] = [checked(uuid, locationId), checked(vendorId, itemId), checked(sku, itemSku)];
  const result = await asResult(async () => {
    const { businessId } = await getItemPlace(services(), actor.merchantId, place);
    await deleteRichItem(services(), actor, { businessId, sku: key });
  });
  if (!result.ok && result.code === "not_found") notFound();
  revalidatePath("/lightspeed/items", "layout");
  redirect(itemHref(place, id, result.ok ? "rich-deleted" : "rich-kept"));
}

export async function setLanguagesAction(
  locationId: string,
  state: LanguagesState,
  given: FormData,
): Promise<LanguagesState> {
  const actor = await actionActor("items.edit");
  const place = checked(uuid, locationId);
  const form = formFrom(given);
  const list = (text: string) => text.split(/[\s,;]+/).filter(Boolean);
  const before = list(fieldText(form, "before"));
  const added = fieldText(form, "added").slice(0, 100);
  const kept = form.getAll("locale").slice(0, 60).map(String);
  const locales = z
    .array(localeCode)
    .max(60)
    .safeParse([...kept, ...list(added)]);
  const tries = (Number.isSafeInteger(state?.tries) ? state.tries : 0) + 1;
  const base = { locales: before, added, tries };
  if (!locales.success) return { ...base, error: locales.error.issues[0]?.message ?? null, message: null };
  const result = await asResult(async () => {
    const { businessId } = await getItemPlace(services(), actor.merchantId, place);
    await setLocales(services(), actor, { businessId, before, locales: locales.data });
  });
  revalidatePath("/lightspeed/items", "layout");
  if (!result.ok) return { ...base, error: null, message: { tone: "negative", text: result.message } };
  const saved = [...new Set(locales.data)];
  return {
    locales: saved,
    added: "",
    error: null,
    message: { tone: "positive", text: "The languages were saved." },
    tries,
  };
}
