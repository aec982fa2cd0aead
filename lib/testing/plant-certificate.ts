import { randomUUID } from "node:crypto";
import { withTenant } from "@/db/client";
import { insertCertificate, insertRehearsal } from "@/db/queries/rehearsals";
import type { ProvenHop } from "@/db/schema";
import type { Actor } from "@/lib/auth/roles";
import type { Services } from "@/lib/services";
import { type HopId, hopIds, hopTitles } from "@/lib/setup/rehearsal/hops";
import { hashOf } from "@/lib/setup/rehearsal/issue-certificate";

type Rehearsed = { orderId: string; locationId: string };

const plantedHop = (id: HopId): ProvenHop => ({
  ...{ id, title: hopTitles[id], at: new Date().toISOString(), proof: "It was looked at.", href: "/orders" },
});

/** A dress rehearsal of an order, which left no trace on its way. */
export async function plantRehearsal(
  { db }: Pick<Services, "db">,
  { merchantId, userName }: Actor,
  { orderId, locationId }: Rehearsed,
): Promise<string> {
  const rehearsal = await withTenant(db, merchantId, (tx) =>
    insertRehearsal(tx, {
      ...{ environment: "sandbox", locationId, orderId, startedByName: userName, startedAt: new Date() },
      before: (["readiness", "item", "pre-flight"] as const).map(plantedHop),
    }),
  );
  return rehearsal.id;
}

/** As if it had been issued today. */
export async function plantCertificate(
  services: Pick<Services, "db">,
  actor: Actor,
  rehearsed: Rehearsed,
): Promise<string> {
  const { merchantId, merchantName, userName } = actor;
  const rehearsalId = await plantRehearsal(services, actor, rehearsed);
  const content = {
    ...{ id: randomUUID(), rehearsalId, environment: "sandbox" as const, merchantName },
    ...{ locationName: "Old Town", orderNumber: "UPV-001", hops: hopIds.map(plantedHop), issuedFor: userName },
    ...{ issuedAt: new Date(), softwareVersion: "0.1.0" },
  };
  const hash = hashOf({ ...content, merchantId });
  await withTenant(services.db, merchantId, (tx) => insertCertificate(tx, { ...content, hash }));
  return content.id;
}
