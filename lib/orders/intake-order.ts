import { createHash } from "node:crypto";
import { withTenant } from "@/db/client";
import {
  type ApiCaller,
  claimIdempotencyKey,
  findFirstOfLine,
  findIdempotencyKey,
  freeIdempotencyKey,
  type HeldKey,
  holdIdempotencyKey,
  saveIdempotencyKey,
} from "@/db/queries/api-keys";
import { findLocation } from "@/db/queries/locations";
import { findOrder } from "@/db/queries/orders";
import type { Order } from "@/db/schema";
import { AppError } from "@/lib/errors";
import { startPayment } from "@/lib/payments/start-payment";
import type { Services } from "@/lib/services";
import { GRACE_MS } from "./api-keys";
import { reserveStock } from "./check-stock";
import { createOrder } from "./create-order";
import { toGuestOrder } from "./guest-status";
import { findMisfit } from "./misfit-payment";
import { moveOrder } from "./move-order";
import { type OrderInput, orderInput } from "./order-input";
import { type OrderDraft, preFlight, type Verdict } from "./pre-flight";
import { priceCart } from "./price-cart";
import { type ApiAnswer, problem } from "./problem";
import { readPickUp, releaseTime } from "./schedule";
import { readTillSetup, type TillSetup } from "./till-setup";

export type IntakeRequest = {
  caller: Pick<ApiCaller, "id" | "merchantId" | "locationId" | "channel">;
  idempotencyKey: string | null;
  rawBody: string;
  /** How the body is read; a channel's order unless told otherwise. */
  read?: (body: unknown) => Wish | { errors: { path: string; message: string }[] };
};

/** An order as it was asked for, before anything is looked up for it. */
export type Wish = Pick<OrderInput, "channel" | "returnUrl"> & { toInput: () => Promise<OrderInput | ApiAnswer> };

/** The pre-flight is handed in, so that a fuller one can take its place. */
export type PreFlight = (services: Services, draft: OrderDraft) => Promise<Verdict>;

const KEEP_MS = 24 * 60 * 60_000;
/** How long a request may take: a repeat goes on in its place afterwards, and then it commits and answers nothing any more. */
const WORK_MS = 60_000;

/**
 * A channel's order: looked at, stored, and sent to be paid. One key means one order, however often and from however many at once it is
 * sent: for a day the same request gets the same answer.
 */
export async function intakeOrder(
  services: Services,
  { caller, idempotencyKey, rawBody, read = readChannelOrder }: IntakeRequest,
  check: PreFlight = preFlight,
): Promise<ApiAnswer> {
  if (idempotencyKey === null || !/^[\x21-\x7e]{1,255}$/.test(idempotencyKey))
    return problem("idempotency_key_missing");
  const body = parse(rawBody);
  if (body === undefined) return problem("invalid_json");
  const wish = read(body);
  if ("errors" in wish) return problem("invalid_order", { errors: wish.errors });
  if (wish.channel !== undefined && wish.channel !== caller.channel) return problem("wrong_channel");
  if (wish.returnUrl !== undefined && new URL(wish.returnUrl).origin !== new URL(services.payments.appUrl).origin)
    return problem("invalid_order", { errors: [{ path: "returnUrl", message: "is not a page of Upvendo" }] });
  const claim = { ...{ caller, key: idempotencyKey }, requestHash: createHash("sha256").update(rawBody).digest("hex") };
  const turn = await claimKey(services, claim);
  if ("answer" in turn) return turn.answer;
  const { held } = turn;
  try {
    const placed = turn.order ?? (await placeOrder(services, { caller, held }, wish, check));
    return await keep(
      services,
      { caller, held },
      isAnswer(placed) ? placed : await checkout(services, caller, placed, wish),
    );
  } catch (error) {
    // Nothing came of it, or its payment may still be started: the next request with this key goes on from here.
    await withTenant(services.db, caller.merchantId, (tx) => freeIdempotencyKey(tx, held));
    if (error instanceof CheckoutError) return problem("payment_unavailable", { detail: error.message });
    throw error;
  }
}

const isAnswer = (placed: Order | ApiAnswer): placed is ApiAnswer => "body" in placed;

function parse(rawBody: string): unknown {
  try {
    return JSON.parse(rawBody);
  } catch {
    return undefined;
  }
}

function readChannelOrder(body: unknown): ReturnType<NonNullable<IntakeRequest["read"]>> {
  const parsed = orderInput.safeParse(body);
  if (parsed.success) {
    const { channel, returnUrl } = parsed.data;
    return { channel, returnUrl, toInput: async () => parsed.data };
  }
  return { errors: parsed.error.issues.slice(0, 50).map(({ path, message }) => ({ path: path.join("."), message })) };
}

type Claim = { caller: IntakeRequest["caller"]; key: string; requestHash: string };
type Turn = { caller: IntakeRequest["caller"]; held: HeldKey };

/** The key is this request's, with the order that an earlier one had stored when it was cut off; or the answer that is due without any work. */
async function claimKey(
  services: Services,
  { caller, key, requestHash }: Claim,
): Promise<{ answer: ApiAnswer } | { held: HeldKey; order: Order | null }> {
  const now = services.now();
  return withTenant(services.db, caller.merchantId, async (tx) => {
    // Both keys of a rotation work for a while, and a repeat may come with either.
    const apiKeyId = await findFirstOfLine(tx, caller.id, GRACE_MS);
    const workingUntil = await claimIdempotencyKey(tx, {
      ...{ apiKeyId, key, requestHash, now, workMs: WORK_MS, keepMs: KEEP_MS },
    });
    const row = await findIdempotencyKey(tx, apiKeyId, key);
    if (workingUntil) {
      const order = row?.orderId ? await findOrder(tx, row.orderId) : null;
      return { held: { apiKeyId, key, workingUntil }, order };
    }
    if (row?.requestHash !== requestHash) return { answer: problem("idempotency_key_reused") };
    if (row.httpStatus === null) return { answer: inProgress() };
    return { answer: { status: row.httpStatus, body: row.answer, headers: { "Idempotent-Replayed": "true" } } };
  });
}

const inProgress = () => problem("request_in_progress", {}, { "Retry-After": "1" });

/** The answer of whoever took the key over counts; this one is told to ask for it. */
async function keep(services: Services, { caller, held }: Turn, answer: ApiAnswer): Promise<ApiAnswer> {
  const kept = await withTenant(services.db, caller.merchantId, (tx) =>
    saveIdempotencyKey(tx, held, { httpStatus: answer.status, answer: answer.body }),
  );
  return kept ? answer : inProgress();
}

async function placeOrder(
  services: Services,
  { caller, held }: Turn,
  wish: Wish,
  check: PreFlight,
): Promise<Order | ApiAnswer> {
  const { merchantId, locationId } = caller;
  const input = await wish.toInput();
  if ("body" in input) return input;
  const location = await withTenant(services.db, merchantId, (tx) => findLocation(tx, locationId));
  if (!location) return problem("not_found");
  const draft = toDraft(caller, input, location.timeZone, services.now());
  const { totalMinor } = draft.totals;
  if (totalMinor !== input.expectedTotal)
    return problem("total_mismatch", {
      expectedTotal: input.expectedTotal,
      computedTotal: totalMinor,
      ...draft.totals,
    });
  const verdict = await check(services, draft);
  if (!verdict.ok) return problem("would_not_land", { reasons: verdict.reasons, checkedAt: verdict.checkedAt });
  return withTenant(services.db, merchantId, async (tx) => {
    // It took so long that a repeat has taken its place: the order is that one's to make.
    if (!(await holdIdempotencyKey(tx, held))) return inProgress();
    const setup = await readTillSetup(tx, {
      ...{ ...draft, environment: services.lightspeed.environment, businessLocationId: null },
    });
    const stock = typeof setup === "string" ? null : await reserveStock(services, tx, draft, setup.businessLocationId);
    // Somebody else was quicker since the look: said before any payment.
    if (stock && stock.reasons.length > 0)
      return problem("would_not_land", { reasons: stock.reasons, checkedAt: services.now() });
    const order = await createOrder(services, tx, {
      ...draft,
      ...{ apiKeyId: caller.id, customer: input.customer ?? null, address: input.address ?? null },
      ...{ guests: input.guests ?? null, note: input.note ?? null },
      ...(typeof setup === "string"
        ? { paymentMode: "separate" as const }
        : { paymentMode: setup.paymentMode, ...placeOfCheck(draft, setup) }),
    });
    await saveIdempotencyKey(tx, held, { orderId: order.id });
    await stock?.keep(order.id);
    return order;
  });
}

/** It was looked at there before money was taken: the order stays with that check, whatever the location is linked to until it is sent. */
const placeOfCheck = ({ addToCheck }: OrderDraft, { businessLocationId }: TillSetup) =>
  addToCheck === null ? {} : { businessLocationId };

export function toDraft(
  { merchantId, locationId, channel }: Pick<ApiCaller, "merchantId" | "locationId" | "channel">,
  input: OrderInput,
  timeZone: string,
  now: Date,
): OrderDraft {
  const collectAt = input.pickUpAt === undefined ? null : readPickUp(input.pickUpAt, timeZone);
  return {
    ...{ merchantId, locationId, channel, currency: input.currency, collectAt },
    ...priceCart(input),
    kind: input.type === "dine_in" ? "local" : "to_go",
    tableNumber: input.table ?? null,
    addToCheck: input.check ?? null,
    scheduledFor: collectAt === null ? null : releaseTime(collectAt, now),
  };
}

async function checkout(
  services: Services,
  { merchantId }: IntakeRequest["caller"],
  order: Order,
  wish: Wish,
): Promise<ApiAnswer> {
  const home = `${services.payments.appUrl}/o/${order.locationId}?order=${order.id}`;
  const headers = { Location: `/api/orders/${order.id}` };
  const misfit = await withTenant(services.db, merchantId, (tx) => findMisfit(tx, order));
  // Stored by an earlier request with this key, and paid, called off or expired since: no page is opened for it any more. Nor beside money that came and
  // does not fit: the guest is told instead of being asked a second time.
  if (misfit || !["draft", "awaiting_payment"].includes(order.status))
    return { status: 201, body: toGuestOrder(order, misfit), headers };
  const payment = await startPayment(services, {
    ...{ merchantId, orderId: order.id, locationId: order.locationId, currency: order.currency },
    ...{ amountMinor: order.totalMinor, description: `Order ${order.number}`, returnUrl: wish.returnUrl ?? home },
    ...(order.channel === "test" ? { channel: "test" as const } : {}),
  }).catch((error: unknown) => {
    throw error instanceof AppError ? new CheckoutError(error.message) : error;
  });
  const waiting = await withTenant(services.db, merchantId, async (tx) => {
    await moveOrder(tx, order.id, "checkout", {
      now: services.now(),
      set: { paymentUrl: payment.redirectUrl },
      line: { message: "Waiting for the guest's payment" },
    });
    return findOrder(tx, order.id);
  });
  const answer = toGuestOrder(waiting ?? order);
  return {
    status: 201,
    body: answer.status === "awaiting_payment" ? { ...answer, paymentUrl: payment.redirectUrl } : answer,
    headers,
  };
}

/** The payment could not be started. The order is kept, and the same request goes on with it. */
class CheckoutError extends Error {
  override readonly name = "CheckoutError";
}
