import { readTenant, type TenantTransaction } from "@/db/client";
import { findOrder } from "@/db/queries/orders";
import { findCertificate, findNewestRehearsal, findRehearsal } from "@/db/queries/rehearsals";
import type { Certificate, Order, Rehearsal } from "@/db/schema";
import { nowhere } from "@/lib/format";
import type { Services } from "@/lib/services";
import { type Hop, hopTitles } from "./hops";
import { hashOf } from "./issue-certificate";
import { judgePlace, judgeStanding, lasting, type Standing } from "./judge-standing";
import { readHops } from "./read-rehearsal";
import { readStanding } from "./read-standing";
import type { CertificateView } from "./rehearsal-types";

type Needs = Pick<Services, "db" | "now" | "lightspeed">;

/** As it was issued, with a look at whether it still holds; null where the merchant has no such certificate. */
export async function getCertificate(services: Needs, merchantId: string, id: string): Promise<CertificateView | null> {
  return readTenant(services.db, merchantId, async (tx) => {
    const certificate = await findCertificate(tx, id);
    const rehearsal = certificate && (await findRehearsal(tx, certificate.rehearsalId));
    if (!certificate || !rehearsal) return null;
    const { merchantId: _merchant, rehearsalId: _rehearsal, ...shown } = certificate;
    const { environment } = certificate;
    const { locationId, orderId } = rehearsal;
    const [standing, order, newest] = await Promise.all([
      readStanding(services, tx, locationId),
      findOrder(tx, orderId),
      findNewestRehearsal(tx, { locationId, environment }),
    ]);
    const { country, timeZone } = standing?.place.location ?? nowhere;
    return {
      ...shown,
      region: { country, timeZone },
      issuedAt: certificate.issuedAt.toISOString(),
      unaltered: hashOf(certificate) === certificate.hash,
      broken: await findBreak(services, tx, standing, { certificate, rehearsal, order, newest }),
    };
  });
}

type Issued = { certificate: Certificate; rehearsal: Rehearsal; order: Order | null; newest: Rehearsal | null };

/** What was proven for the moment of the rehearsal stays proven; what must last is looked at now, and a later rehearsal that failed counts. */
async function findBreak(
  services: Needs,
  tx: TenantTransaction,
  standing: Standing | null,
  { certificate: { environment }, rehearsal: { id }, order, newest }: Issued,
): Promise<CertificateView["broken"]> {
  if (!standing || environment !== services.lightspeed.environment)
    return {
      title: hopTitles.connection,
      cause: `It was issued for Lightspeed's ${environment} environment.`,
      fix: { label: "Run the dress rehearsal again", href: "/setup#rehearsal" },
    };
  const now = judgeStanding(standing).find(({ id, state }) => lasting.includes(id) && state === "broken");
  if (now) return toBreak(now);
  const moved = order && judgePlace(standing, order);
  if (moved) return toBreak(moved);
  if (!newest || newest.id === id) return null;
  const { hops } = await readHops(tx, standing, newest);
  return toBreak(hops.find(({ state }) => state === "broken"));
}

const toBreak = (hop: Hop | undefined): CertificateView["broken"] =>
  hop?.state === "broken" ? { title: hop.title, cause: hop.cause, fix: hop.fix } : null;
