import { createHmac } from "node:crypto";
import { withTenant } from "@/db/client";
import { countGuestTurn, sweepGuestTurns } from "@/db/queries/guests";
import type { Services } from "@/lib/services";

/** Wide for a network, since all guests of a restaurant may share one; narrow for a single visit. Each in a slot of ten minutes. */
const limits = {
  visit: { network: 200, visit: null },
  preFlight: { network: 1_500, visit: 200 },
  order: { network: 150, visit: 12 },
} as const;
const SLOT_MS = 10 * 60_000;

type Who = { merchantId: string; network: string; visitId: string | null };

/** Null when it may go on; otherwise in how many seconds the next try counts. */
export async function takeGuestTurn(
  { db, keyring, now }: Pick<Services, "db" | "keyring" | "now">,
  kind: keyof typeof limits,
  { merchantId, network, visitId }: Who,
): Promise<number | null> {
  const at = now().getTime();
  const slot = new Date(at - (at % SLOT_MS));
  const most = limits[kind];
  const subjects = [
    { subject: `${kind}:network:${network}`, most: most.network as number },
    ...(visitId && most.visit ? [{ subject: `${kind}:visit:${visitId}`, most: most.visit as number }] : []),
  ];
  const counts = await withTenant(db, merchantId, async (tx) => {
    const found = [];
    for (const { subject, most: limit } of subjects) {
      const key = createHmac("sha256", keyring[0].key).update(`guest-turn:${subject}`).digest("base64url");
      const count = await countGuestTurn(tx, key, slot);
      if (count === 1) await sweepGuestTurns(tx, new Date(slot.getTime() - SLOT_MS));
      found.push({ count, limit });
    }
    return found;
  });
  const isOver = counts.some(({ count, limit }) => count > limit);
  return isOver ? Math.ceil((slot.getTime() + SLOT_MS - at) / 1000) : null;
}
