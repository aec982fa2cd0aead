import { randomUUID } from "node:crypto";
import { withTenant } from "@/db/client";
import { releaseEditLease, takeEditLease } from "@/db/queries/edit-leases";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import { startMenuSync } from "@/lib/lightspeed/menu/start-sync";
import type { Services } from "@/lib/services";
import { composeTestOrder, MenuUnreadError, type TestOrderWish } from "./compose-test-order";
import { intakeOrder, toDraft } from "./intake-order";
import { preFlight, type Verdict } from "./pre-flight";

const LEASE = "test order";
/** Longer than looking, storing and paying take. */
const LEASE_MS = 30_000;

/** What the pre-flight says of a test order, with its total; nothing is stored. */
export async function checkTestOrder(
  services: Services,
  actor: Actor,
  wish: TestOrderWish,
): Promise<{ verdict: Verdict; totalMinor: number; currency: string }> {
  requireOrders(actor);
  const { input, timeZone } = await composeTestOrder(services, actor.merchantId, wish);
  const caller = { merchantId: actor.merchantId, locationId: wish.locationId, channel: "test" as const };
  const draft = toDraft(caller, input, timeZone, services.now());
  const verdict = await preFlight(services, draft);
  return { verdict, totalMinor: draft.totals.totalMinor, currency: draft.currency };
}

/**
 * A marked order all the way to the till, paid without money; it goes the way that every order goes. Two at once are one order, and the same
 * key makes one order however often it is sent.
 */
export async function placeTestOrder(
  services: Services,
  actor: Actor,
  { key = randomUUID(), ...wish }: TestOrderWish & { key?: string },
): Promise<{ orderId: string }> {
  requireOrders(actor);
  const { merchantId, userId } = actor;
  const owner = randomUUID();
  const taken = await withTenant(services.db, merchantId, (tx) =>
    takeEditLease(tx, LEASE, { owner, leaseMs: LEASE_MS }),
  );
  if (!taken) throw new AppError("conflict", "A test order is being placed right now.");
  try {
    const { input } = await composeTestOrder(services, merchantId, wish).catch(async (error: unknown) => {
      if (!(error instanceof MenuUnreadError)) throw error;
      await startMenuSync(services, actor, wish);
      const soon = "It is being read now: try again in a minute.";
      throw new AppError("conflict", `The menu of this location has not been read yet. ${soon}`);
    });
    const answer = await intakeOrder(services, {
      caller: { id: userId, merchantId, locationId: wish.locationId, channel: "test" },
      ...{ idempotencyKey: `test-${key}`, rawBody: JSON.stringify(input) },
    });
    return { orderId: readOrderId(answer.body) };
  } finally {
    await withTenant(services.db, merchantId, (tx) => releaseEditLease(tx, LEASE, owner));
  }
}

function requireOrders(actor: Actor): void {
  if (!can(actor, "orders.manage")) throw new AppError("forbidden", "Only owners and managers can send test orders.");
}

function readOrderId(answer: unknown): string {
  const body = answer as { id?: string; title?: string; detail?: string; reasons?: Verdict["reasons"] };
  if (body.id) return body.id;
  const reasons = (body.reasons ?? []).map(({ message, remedy }) => `${message} ${remedy}`);
  throw new AppError("conflict", reasons.join(" ") || (body.detail ?? body.title ?? "The test order was not placed."));
}
