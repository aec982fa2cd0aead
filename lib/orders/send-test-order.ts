import { withTenant } from "@/db/client";
import { findLinkedSettings } from "@/db/queries/location-settings";
import { findLocation } from "@/db/queries/locations";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import { findMenuItems } from "@/lib/lightspeed/menu/find-menu-item";
import type { MenuDeal, MenuItem, MenuModifier } from "@/lib/lightspeed/menu/menu-types";
import type { Services } from "@/lib/services";
import { intakeOrder, toDraft } from "./intake-order";
import { orderInput, type SubItemInput } from "./order-input";
import { TEST_MARK } from "./place-test-order";
import { preFlight, type Verdict } from "./pre-flight";
import { priceCart } from "./price-cart";

export type TestOrderWish = {
  locationId: string;
  type: "dine_in" | "takeaway";
  table: string | null;
  items: readonly { sku: string; quantity: number }[];
};

/** What the pre-flight says of a test order, with its total; nothing is stored. */
export async function checkTestOrder(
  services: Services,
  actor: Actor,
  wish: TestOrderWish,
): Promise<{ verdict: Verdict; totalMinor: number; currency: string }> {
  const { input, timeZone } = await compose(services, actor, wish);
  const caller = { merchantId: actor.merchantId, locationId: wish.locationId, channel: "test" as const };
  const draft = toDraft(caller, input, timeZone, services.now());
  const verdict = await preFlight(services, draft);
  return { verdict, totalMinor: draft.totals.totalMinor, currency: draft.currency };
}

/** A marked order all the way to the till, paid without money. The same key makes one order, however often it is sent. */
export async function sendTestOrder(
  services: Services,
  actor: Actor,
  { key, ...wish }: TestOrderWish & { key: string },
): Promise<{ orderId: string }> {
  const { input } = await compose(services, actor, wish);
  const caller = { id: actor.userId, merchantId: actor.merchantId, locationId: wish.locationId };
  const answer = await intakeOrder(services, {
    caller: { ...caller, channel: "test" },
    ...{ idempotencyKey: `test-${key}`, rawBody: JSON.stringify(input) },
  });
  const body = answer.body as { id?: string; title?: string; reasons?: { message: string; remedy: string }[] };
  if (body.id) return { orderId: body.id };
  const [reason] = body.reasons ?? [];
  throw new AppError("conflict", reason ? `${reason.message} ${reason.remedy}` : (body.title ?? "Not placed."));
}

async function compose(services: Services, actor: Actor, { locationId, type, table, items }: TestOrderWish) {
  if (!can(actor, "orders.manage")) throw new AppError("forbidden", "Only owners and managers can send test orders.");
  const { merchantId } = actor;
  const { location, linked } = await withTenant(services.db, merchantId, async (tx) => ({
    location: await findLocation(tx, locationId),
    linked: await findLinkedSettings(tx, locationId),
  }));
  if (!location) throw new AppError("not_found", "This location does not exist.");
  if (!linked)
    throw new AppError(
      "conflict",
      "This location is not linked to a Lightspeed location. Link it on the Lightspeed page.",
    );
  const { settings } = linked;
  const profile = (type === "dine_in" ? settings?.orderProfileDineIn : settings?.orderProfileTakeaway) ?? null;
  const skus = items.map(({ sku }) => sku);
  const menu = await findMenuItems(services, merchantId, { locationId, profile, skus });
  const lines = items.map(({ sku, quantity }) => {
    const entry = menu?.items.get(sku)?.entry;
    if (!entry) throw new AppError("conflict", `The menu has nothing with the SKU ${sku}. Read the menus again.`);
    const subItems = requiredChoices(entry);
    return { sku, name: entry.name.slice(0, 180), quantity, unitPrice: entry.priceMinor ?? 0, subItems };
  });
  if (lines.length === 0) throw new AppError("invalid_input", "Choose at least one item.");
  const parsed = orderInput.safeParse({
    ...{ channel: "test", type, lines, currency: location.currency, note: TEST_MARK },
    ...(type === "dine_in" && table ? { table } : {}),
    customer: { firstName: "Test", lastName: "order" },
    expectedTotal: priceCart({ lines }).totals.totalMinor,
  });
  if (!parsed.success)
    throw new AppError("invalid_input", parsed.error.issues[0]?.message ?? "The test order does not fit.");
  return { input: parsed.data, timeZone: location.timeZone };
}

type Entry = MenuItem | MenuDeal | MenuModifier;

/** What must be chosen with it: the first of each group, as often as the group asks. */
function requiredChoices(entry: Entry): SubItemInput[] {
  const groups = entry.kind === "deal" ? entry.groups : entry.kind === "item" ? entry.modifierGroups : [];
  return groups.flatMap(({ minimum, choices }) => {
    const [first] = (choices as (MenuItem | MenuModifier)[]).filter(({ sku }) => sku !== null && sku.length <= 25);
    if (!first?.sku || minimum === 0) return [];
    const unitPrice = first.extraPriceMinor ?? (first.kind === "modifier" ? (first.priceMinor ?? 0) : 0);
    const name = first.name.slice(0, 120);
    return [{ sku: first.sku, name, quantity: minimum, unitPrice, subItems: requiredChoices(first) }];
  });
}
