import { createHash, randomUUID } from "node:crypto";
import { type TenantTransaction, withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { findBrand } from "@/db/queries/brands";
import { findCertificateOf, findRehearsal, insertCertificate } from "@/db/queries/rehearsals";
import type { Certificate, ProvenHop } from "@/db/schema";
import { publishLive } from "@/lib/live/publish";
import type { Services } from "@/lib/services";
import { softwareVersion } from "@/lib/version";
import { firstUnproven, type Hop } from "./hops";
import { readHops } from "./read-rehearsal";
import { readStanding } from "./read-standing";

type Target = { merchantId: string; rehearsalId: string };
export type Issue = { issued: true; certificateId: string } | { issued: false; broken: Hop };

/** With every hop proven now; otherwise it names the one that is not. The same rehearsal has one certificate. */
export async function issueCertificate(
  services: Pick<Services, "db" | "now" | "lightspeed">,
  { merchantId, rehearsalId }: Target,
): Promise<Issue | null> {
  return withTenant(services.db, merchantId, async (tx) => {
    const rehearsal = await findRehearsal(tx, rehearsalId);
    const standing = rehearsal && (await readStanding(services, tx, rehearsal.locationId));
    if (!rehearsal || !standing) return null;
    const { hops, evidence } = await readHops(tx, standing, rehearsal);
    const stop = firstUnproven(hops);
    if (stop) return { issued: false, broken: stop };
    const content = {
      ...{ id: randomUUID(), rehearsalId, environment: rehearsal.environment },
      merchantName: (await findBrand(tx)).merchantName,
      locationName: standing.place.location?.name ?? "",
      orderNumber: evidence?.order.number ?? "",
      hops: hops.flatMap((hop): ProvenHop[] => (hop.state === "proven" ? [toProven(hop)] : [])),
      ...{ issuedFor: rehearsal.startedByName, issuedAt: services.now(), softwareVersion },
    };
    return store(tx, { ...content, hash: hashOf({ ...content, merchantId }) });
  });
}

const toProven = ({ id, title, at, proof, href }: Extract<Hop, { state: "proven" }>): ProvenHop => ({
  ...{ id, title, at, proof, href },
});

async function store(tx: TenantTransaction, certificate: Omit<Certificate, "merchantId">): Promise<Issue> {
  const { merchantId } = tx;
  const issued = await insertCertificate(tx, certificate);
  if (issued) {
    const { id: subject, hash } = certificate;
    await appendAudit(tx, { merchantId, actor: null, action: "certificate.issued", subject, detail: { hash } });
    await publishLive(tx, merchantId, "orders");
  }
  const row = issued ?? (await findCertificateOf(tx, certificate.rehearsalId));
  if (!row) throw new Error("the certificate was not stored");
  return { issued: true, certificateId: row.id };
}

/** Over a list, not an object: the database gives keys back in an order of its own. */
export function hashOf(certificate: Omit<Certificate, "hash">): string {
  const { id, merchantId, rehearsalId, environment, merchantName, locationName, orderNumber, hops } = certificate;
  const { issuedFor, issuedAt, softwareVersion: version } = certificate;
  const content = [
    ...[id, merchantId, rehearsalId, environment, merchantName, locationName, orderNumber],
    ...[issuedFor, issuedAt.toISOString(), version],
    hops.map((hop) => [hop.id, hop.title, hop.at, hop.proof, hop.href]),
  ];
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}
