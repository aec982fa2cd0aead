import { z } from "zod";
import type { Stage } from "@/lib/testing/connection-stage";
import type { OrderMerchant } from "@/lib/testing/order-stage";
import type { BundleEntry } from "./bundle";

const body = z.object({ body: z.looseObject({ reason: z.string().optional(), errors: z.unknown().optional() }) });
const named = z.object({ account: z.object({ type: z.string() }) });

/** Makes the sandbox do to the next order and payment what the recorded ones met: answers, refusals, silence. */
export async function plantTill(
  stage: Stage,
  merchant: OrderMerchant,
  timeline: readonly BundleEntry[],
): Promise<void> {
  await plantAnswers(stage, merchant, "orders", sentTo(timeline, /^orders\.submit/));
  await plantAnswers(stage, merchant, "payments", sentTo(timeline, /^payments\./));
  for (const entry of timeline) if (entry.direction === "in") await plantRefusal(stage, merchant, entry);
  await plantSilence(stage, merchant, timeline);
}

const sentTo = (timeline: readonly BundleEntry[], kind: RegExp) =>
  timeline.filter((entry) => entry.direction === "out" && kind.test(entry.kind));

/** A fault is set for each answer that was none; those in between pass. */
async function plantAnswers(
  stage: Stage,
  { account }: OrderMerchant,
  operation: "orders" | "payments",
  sent: readonly BundleEntry[],
): Promise<void> {
  let skip = 0;
  for (const { httpStatus, message } of sent) {
    const effect = effectOf(httpStatus, message);
    if (effect === null) {
      skip += 1;
      continue;
    }
    const fault = { account: account.accountId, operation, skip, times: 1, do: effect };
    await stage.sandbox.control("POST", "/faults", fault);
    skip = 0;
  }
}

function effectOf(status: number | null, message: string): object | null {
  // Held back on our side: the vendor never saw it.
  if (status === null && message.startsWith("Not sent")) return { type: "cut", at: "before" };
  if (status === null) return { type: "cut", at: "after" };
  // "Used before" comes by itself where an earlier try has arrived.
  if (status < 400 || status === 409) return null;
  return { type: "status", status };
}

async function plantRefusal(stage: Stage, { placeId }: OrderMerchant, { kind, detail }: BundleEntry): Promise<void> {
  const what = { "ORDER FAILURE": "orders", "PAYMENT FAILURE": "payments" }[kind];
  if (what === undefined) return;
  const told = body.safeParse(detail).data?.body;
  const error = named.safeParse(told?.errors).data?.account.type;
  await stage.sandbox.control("POST", `/till/${placeId}/refusals`, {
    ...{ kind: what, reason: told?.reason ?? "Refused" },
    ...(what === "payments" ? { error: error ?? "TIMEOUT" } : {}),
  });
}

/** What Lightspeed never told, it does not tell now. */
async function plantSilence(stage: Stage, { account }: OrderMerchant, timeline: readonly BundleEntry[]): Promise<void> {
  for (const type of ["ORDER", "PAYMENT"]) {
    const heard = timeline.some(({ direction, kind }) => direction === "in" && kind.startsWith(`${type} `));
    if (heard) continue;
    const fault = { account: account.accountId, type, do: { type: "lose" } };
    await stage.sandbox.control("POST", "/notifications/faults", fault);
  }
}
