import { withTenant } from "@/db/client";
import { listDueProfileChecks, noteProfileCheck } from "@/db/queries/payment-profiles";
import type { PaymentProfile } from "@/db/schema";
import { enqueue } from "@/lib/jobs/task";
import type { Services } from "@/lib/services";
import { checkKeysTask, keysJobKey } from "../tasks";

const BATCH = 500;
/** However many fell due together: the providers hear from us steadily until the next round. */
const ROUND_MS = 4 * 60_000;

/** Each profile's keys about once a day. */
export async function checkDueKeys({ db, now }: Pick<Services, "db" | "now">): Promise<void> {
  const at = now();
  const due = await listDueProfileChecks(db, at, BATCH);
  for (const [place, profile] of due.entries()) {
    const runAt = new Date(at.getTime() + (place * ROUND_MS) / due.length);
    await enqueue(db, checkKeysTask, profile, { key: keysJobKey(profile.profileId), runAt });
  }
}

/** A payment was refused because of the keys: whether that is so is looked at now and not tomorrow. */
export async function checkSoon({ db, now }: Pick<Services, "db" | "now">, profile: PaymentProfile): Promise<void> {
  const { id: profileId, merchantId, problem } = profile;
  if (problem !== null) return;
  await withTenant(db, merchantId, async (tx) => {
    if (!(await noteProfileCheck(tx, profile, { checkDueAt: now() }))) return;
    await enqueue(tx, checkKeysTask, { merchantId, profileId }, { key: keysJobKey(profileId) });
  });
}
