import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { withTenant } from "@/db/client";
import { findDeliveryByReference } from "@/db/queries/webhook-deliveries";
import { findEndpoint } from "@/db/queries/webhook-endpoints";
import type { WebhookEvent } from "@/db/schema";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import type { Services, WebhookSettings } from "@/lib/services";
import { TEST_TYPE } from "./test-type";
import type { TestEventView, TestHop } from "./webhook-view-types";

type Needs = Pick<Services, "db" | "lightspeed">;

const POST_LIMIT_MS = 5_000;
const MOST_TRIES = 4;
const TRY_AGAIN_MS = 1_000;
const WORK_LIMIT_MS = 8_000;
const LOOK_EVERY_MS = 40;

/**
 * Sends a marked event to our own public address, with the credentials that Lightspeed has, and follows it to its end. It proves our side
 * of the way; that Lightspeed itself sends is only proven by what comes from there.
 */
export async function sendTestEvent(services: Needs, actor: Actor): Promise<TestEventView> {
  if (!can(actor, "connection.manage"))
    throw new AppError("forbidden", "Only owners and managers can send a test event.");
  const endpoint = await withTenant(services.db, actor.merchantId, findEndpoint);
  if (!endpoint) throw new AppError("conflict", "Register the webhook endpoint first.");
  const reference = `upvendo-test-${randomBytes(6).toString("hex")}`;
  const sent = await postUntilStored(endpoint.url, services.lightspeed.webhooks, reference);
  if (!sent.hop.ok) return { reference, hops: [sent.hop], remedy: sent.remedy, deliveryId: null };
  const event = await followToEnd(services, actor.merchantId, reference);
  const hops = [sent.hop, ...hopsOf(event)];
  const remedy = hops.every(({ ok }) => ok)
    ? null
    : event
      ? "The worker has not finished it. Look at the delivery; if it stays so, tell Upvendo support."
      : "It was accepted but cannot be found. Tell Upvendo support.";
  return { reference, hops, remedy, deliveryId: event?.id ?? null };
}

/** A busy receiver says "later", and Lightspeed would come again: so does the test. */
async function postUntilStored(url: string, settings: WebhookSettings, reference: string) {
  const started = performance.now();
  let status = await post(url, settings, reference);
  const answers = [status];
  while (status === 503 && answers.length < MOST_TRIES) {
    await pause(TRY_AGAIN_MS);
    status = await post(url, settings, reference);
    answers.push(status);
  }
  const said = answers.map((answer) => (answer === null ? "no answer" : `answered ${answer}`)).join(", then ");
  const hop: TestHop = {
    name: "Public address answers",
    ok: status === 200,
    ms: Math.round(performance.now() - started),
    note: status === 200 ? `${said}, so it is stored` : said,
  };
  return { hop, remedy: status === 200 ? null : remedyFor(status) };
}

/** The answer's status; null where none came in time. */
async function post(url: string, { credentials }: WebhookSettings, reference: string): Promise<number | null> {
  const authorization = credentials && Buffer.from(`${credentials.user}:${credentials.password}`).toString("base64");
  try {
    const { status } = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(authorization ? { authorization: `Basic ${authorization}` } : {}),
      },
      body: JSON.stringify({ type: TEST_TYPE, status: "TEST", thirdPartyReference: reference }),
      redirect: "manual",
      signal: AbortSignal.timeout(POST_LIMIT_MS),
    });
    return status;
  } catch {
    return null;
  }
}

function remedyFor(status: number | null): string {
  if (status === null)
    return "Nothing answers under the address. Check that it leads to Upvendo from outside, and its certificate.";
  if (status === 401) return "The credentials are not accepted. Click Repair, then send the test again.";
  if (status >= 300 && status < 400)
    return "The address leads somewhere else. Webhooks must be answered without a redirect.";
  if (status === 404) return "Something else answers under this address. Check where it leads.";
  return "Our receiver cannot store it now. Try again in a minute; if it lasts, tell Upvendo support.";
}

async function followToEnd({ db }: Needs, merchantId: string, reference: string): Promise<WebhookEvent | null> {
  const until = performance.now() + WORK_LIMIT_MS;
  for (;;) {
    const event = await withTenant(db, merchantId, (tx) => findDeliveryByReference(tx, reference));
    if (event?.finishedAt || performance.now() > until) return event;
    await pause(LOOK_EVERY_MS);
  }
}

/** All three times are the database's, so no two clocks are compared. */
function hopsOf(event: WebhookEvent | null): TestHop[] {
  const between = (from: Date | null | undefined, to: Date | null | undefined) =>
    from && to ? Math.max(0, to.getTime() - from.getTime()) : null;
  const picked = between(event?.receivedAt, event?.startedAt);
  const worked = between(event?.startedAt, event?.finishedAt);
  return [
    { name: "Kept in the inbox", ok: event !== null, ms: null, note: event ? "found" : "not found" },
    {
      name: "Taken by the worker",
      ok: picked !== null,
      ms: picked,
      note: picked === null ? "still waiting" : "after it was stored",
    },
    {
      name: "Worked on",
      ok: event?.status === "processed",
      ms: worked,
      note: event?.outcome ?? "not finished",
    },
  ];
}
