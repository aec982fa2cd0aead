import { randomUUID } from "node:crypto";
import { z } from "zod";
import { findMerchantOfLocation } from "@/db/queries/guests";
import { readKioskCode } from "@/lib/orders/kiosk-code";
import { type ApiAnswer, problem } from "@/lib/orders/problem";
import { readTableCode } from "@/lib/orders/table-code";
import type { Services } from "@/lib/services";
import { visitMs } from "@/lib/visit-times";
import { takeGuestTurn } from "./guest-limits";
import { guestChannels, signGuestToken, type Visit } from "./guest-token";

export const visitInput = z.strictObject({
  location: z.uuid(),
  channel: z.enum(guestChannels),
  /** What is printed on the table, or what the kiosk was opened with. */
  code: z.string().max(64).optional(),
});

export type StartedVisit = Pick<Visit, "channel" | "table"> & {
  token: string;
  visit: string;
  location: string;
  expiresAt: string;
};

/** A token for one visit. Anybody may have one for online; a table needs the code that stands on it, and a kiosk the one it was opened with. */
export async function startVisit(
  services: Pick<Services, "db" | "keyring" | "now">,
  { body, network }: { body: unknown; network: string },
): Promise<ApiAnswer> {
  const parsed = visitInput.safeParse(body);
  if (!parsed.success) {
    const errors = parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
    return problem("invalid_request", { errors });
  }
  const { location: locationId, channel, code } = parsed.data;
  const merchantId = await findMerchantOfLocation(services.db, locationId);
  if (!merchantId) return problem("no_such_location");
  const wait = await takeGuestTurn(services, "visit", { merchantId, network, visitId: null });
  if (wait !== null) return problem("too_many_requests", {}, { "Retry-After": String(wait) });
  const given = { merchantId, locationId, code: code ?? "" };
  const table = channel === "table_qr" ? await readTableCode(services, given) : null;
  if (channel === "table_qr" && !table) return problem("table_code_refused");
  const kiosk = channel === "kiosk" ? await readKioskCode(services, given) : null;
  if (channel === "kiosk" && kiosk === null) return problem("kiosk_code_refused");
  const expiresAt = services.now().getTime() + visitMs[channel];
  const visit: Visit = {
    ...{ id: randomUUID(), merchantId, locationId, channel, expiresAt },
    ...{ table: table?.tableNumber ?? null, codeVersion: table?.version ?? kiosk },
  };
  const started: StartedVisit = {
    token: signGuestToken(services.keyring, visit),
    ...{ visit: visit.id, location: locationId, channel, table: visit.table },
    expiresAt: new Date(expiresAt).toISOString(),
  };
  return { status: 201, body: started };
}
