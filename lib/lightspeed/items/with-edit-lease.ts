import { withTenant } from "@/db/client";
import { releaseEditLease, takeEditLease } from "@/db/queries/edit-leases";
import { AppError } from "@/lib/errors";
import type { Services } from "@/lib/services";

/** Longer than the calls inside may take, so that a lease does not end under its holder. */
const LEASE_MS = 90_000;

/** Between reading and replacing nobody else of this merchant does the same: the vendor compares no versions. */
export async function withEditLease<T>(
  { db }: Pick<Services, "db">,
  merchantId: string,
  subject: string,
  work: () => Promise<T>,
): Promise<T> {
  const owner = crypto.randomUUID();
  if (!(await withTenant(db, merchantId, (tx) => takeEditLease(tx, subject, { owner, leaseMs: LEASE_MS }))))
    throw new AppError("conflict", "Somebody else is saving this at the moment. Try again in a few seconds.");
  try {
    return await work();
  } finally {
    await withTenant(db, merchantId, (tx) => releaseEditLease(tx, subject, owner));
  }
}
