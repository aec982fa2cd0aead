import { notifyCount, notifyOrder } from "../webhooks/notify";
import { floorPlansOf } from "../world/back-office";
import { wholeCents } from "../world/money";
import { uuidFrom } from "../world/random";
import type { Site, World } from "../world/world";
import { type Check, type CheckLine, checkTotal, dueCents, flattened } from "./check";
import { findCheck, legacyIdOf, saveCheck } from "./checks";
import { closeCheck } from "./close-check";
import type { LineBody, OrderBody } from "./order-body";
import { priceLine, Refused } from "./price-lines";
import { methodFor, nextLineId, profileFor, staffFor, withPayment } from "./staff-and-money";
import { setCount } from "./status";
import { nextNumber, type OrderTask } from "./till-state";

function tableFor(site: Site, text: string | undefined): number | undefined {
  if (text === undefined || text === "") return undefined;
  const number = Number(text);
  const known = floorPlansOf(site).some(({ tables }) =>
    tables.some((table) => table.number === number && table.active),
  );
  if (!known && site.behaviour.unknownTable === "reject") throw new Refused(`Table ${text} does not exist`);
  return Number.isInteger(number) ? number : undefined;
}

/** One e-mail address belongs to one reference of the caller's. */
function checkCustomer(
  { store }: World,
  site: Site,
  { email, thirdPartyReference = "" }: OrderBody["customerInfo"],
): void {
  if (!email) return;
  const consumers = store.collection<string>(`consumers/${site.account.id}`);
  const known = consumers.get(email.toLowerCase());
  if (known !== undefined && known !== thirdPartyReference && thirdPartyReference !== "") {
    throw new Refused("A consumer already exists for this email address with a different external reference.");
  }
  if (known === undefined) consumers.set(email.toLowerCase(), thirdPartyReference);
}

/** Takes what is ordered off the counts; refuses the order when something has run out. */
function countOff(site: Site, lines: CheckLine[]): Map<string, number> {
  const wanted = new Map<string, number>();
  for (const { sku, quantity } of flattened(lines)) wanted.set(sku, (wanted.get(sku) ?? 0) + quantity);
  const left = new Map<string, number>();
  for (const [sku, quantity] of wanted) {
    const count = site.till.counts.get(sku)?.count;
    if (count === undefined || count === null) continue;
    if (count < quantity) throw new Refused(`Item ${sku} is out of stock`);
    left.set(sku, count - quantity);
  }
  return left;
}

export function priceAll(site: Site, lines: LineBody[], profileCode: string | undefined, otherwise: string) {
  const profile = profileFor(site, profileCode, otherwise);
  if (!profile) throw new Refused(`Order profile ${profileCode} does not exist`);
  const pricing = { site, profile, at: site.now(), nextId: () => nextLineId(site) };
  return { profile, lines: lines.map((line) => priceLine(pricing, line)) };
}

export function newIdentifier({ venue, till }: Site): string {
  return `A${venue.posIds.till}.${nextNumber(till, "accounts")}`;
}

function openFor(site: Site, task: OrderTask, body: OrderBody, staffId: number): Check {
  if (body.accountIdentifier !== undefined) {
    const open = findCheck(site, body.accountIdentifier);
    if (!open) throw new Refused(`Account ${body.accountIdentifier} was not found`);
    if (open.closedAt !== undefined) throw new Refused(`Account ${body.accountIdentifier} is already closed`);
    return open;
  }
  const identifier = newIdentifier(site);
  const { firstName, lastName } = body.customerInfo;
  return {
    identifier,
    legacyId: legacyIdOf(site.venue, identifier),
    uuid: uuidFrom(`${site.venue.location.id} ${identifier}`),
    name: [firstName, lastName].filter(Boolean).join(" "),
    openedAt: site.now(),
    table: tableFor(site, body.tableNumber),
    covers: body.clientCount ?? 1,
    staffId,
    profileCode: body.accountProfileCode ?? (task.kind === "local" ? "DINEIN" : "TAKEAWAY"),
    customer: firstName,
    collectionCode: task.kind === "toGo" ? (body.collectionCode ?? identifier.split(".")[1]) : body.collectionCode,
    note: body.orderNote,
    origins: [],
    lines: [],
    payments: [],
  };
}

/** The payment that came with the order; its amount has the tip in it. */
function withEmbeddedPayment(site: Site, check: Check, { payment }: OrderBody, staffId: number): Check {
  if (!payment) return check;
  const code = methodFor(site, payment.paymentMethod);
  if (code === "PAYMENT_METHOD_NOT_FOUND") throw new Refused(`Payment method ${payment.paymentMethod} does not exist`);
  const [total, tipCents] = [wholeCents(payment.paymentAmount), wholeCents(payment.tipAmount ?? "0")];
  if (total === undefined || tipCents === undefined) throw new Refused("The payment has parts of a cent");
  const cents = total - tipCents;
  if (cents > dueCents(check)) throw new Refused("the payment amount is greater than the amount due");
  return withPayment(site, check, { code, cents, tipCents, staffId });
}

function book(world: World, site: Site, task: OrderTask): Check {
  const body = task.body as OrderBody;
  const staffId = staffFor(site, body.staffId);
  if (staffId === "STAFF_NOT_FOUND") throw new Refused(`Staff ${body.staffId} was not found`);
  const booked = staffId === "MISSING_STAFF" ? 0 : staffId;
  const open = openFor(site, task, body, booked);
  const { lines } = priceAll(site, body.items, body.accountProfileCode, open.profileCode);
  const left = countOff(site, lines);
  const origin = { reference: task.reference, endpointId: task.endpointId };
  const filled = { ...open, lines: [...open.lines, ...lines], origins: [...open.origins, origin] };
  const paid = withEmbeddedPayment(site, filled, body, booked);
  checkCustomer(world, site, body.customerInfo);
  const check = saveCheck(site, paid);
  for (const [sku, count] of left) notifyCount(world, site, setCount(site, sku, count));
  return check;
}

/** What the till does with an order that has reached it. */
export function performOrder(world: World, site: Site, task: OrderTask): void {
  const origin = { reference: task.reference, endpointId: task.endpointId };
  try {
    const check = book(world, site, task);
    site.till.orders.set(task.reference, { ...task, state: "done", identifier: check.identifier });
    site.changed();
    notifyOrder(world, site, origin, "SUCCESS", check);
    const settled = check.payments.length > 0 && dueCents(check) === 0 && checkTotal(check.lines) > 0;
    if (!settled || !site.behaviour.closeWhenPaid) return;
    const closed = closeCheck(site, check);
    for (const one of closed.origins) notifyOrder(world, site, one, "CLOSED", closed);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    failOrder(world, site, task, error.message);
  }
}

export function failOrder(world: World, site: Site, task: OrderTask, reason: string): void {
  site.till.orders.set(task.reference, { ...task, state: "failed", reason });
  site.changed();
  notifyOrder(world, site, { reference: task.reference, endpointId: task.endpointId }, "FAILURE", reason);
}
