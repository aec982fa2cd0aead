import { z } from "zod";
import { readTenant } from "@/db/client";
import { findAvailabilityRead, findRegisteredEndpoint } from "@/db/queries/availability";
import type { Services } from "@/lib/services";
import { readSnapshot, type Snapshot } from "../snapshots/read-snapshot";
import type { CoverageView } from "./availability-types";

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;
type Reason = CoverageView["reasons"][number];

const links = z.array(z.object({ businessLocationId: z.string(), warnings: z.array(z.string()) }));
export type EndpointLinks = z.output<typeof links>;

const MAX_AGE_MS = 10 * 60_000;
const AT_WEBHOOKS = "Open Webhooks and choose Repair.";

/** Which places really send an event when a count changes; the others are read every minute while it matters. */
export async function getCoverage(
  services: Needs,
  merchantId: string,
  places: readonly string[],
  { force = false }: { force?: boolean } = {},
): Promise<Map<string, CoverageView>> {
  const { environment } = services.lightspeed;
  const [endpoint, ...reads] = await readTenant(services.db, merchantId, (tx) =>
    Promise.all([
      findRegisteredEndpoint(tx, environment),
      ...places.map((businessLocationId) => findAvailabilityRead(tx, { environment, businessLocationId })),
    ]),
  );
  const told = endpoint ? await readLinks(services, merchantId, endpoint, force) : null;
  const subscribed = endpoint?.subscriptions.some(
    ({ resource, name }) => resource === "item" && name === "SALES_RESTRICTION_UPDATED",
  );
  return new Map(
    places.map((place, at) => {
      const own = told ? reasonsOf(place, told, subscribed === true) : [notRegistered];
      const lastEventAt = reads[at]?.lastEventAt?.toISOString() ?? null;
      return [place, { ...coverage([...own, ...(reads[at]?.warnings ?? []).map(tooOld)]), lastEventAt }];
    }),
  );
}

const readLinks = (
  services: Needs,
  merchantId: string,
  { id, endpointId }: { id: string; endpointId: string },
  force: boolean,
) =>
  readSnapshot(services, merchantId, {
    ...{ kind: "webhook-locations", key: id, schema: links, maxAgeMs: MAX_AGE_MS, force },
    load: async (client) =>
      (await client.webhookEndpoints.listLocations({ endpointId })).map(({ businessLocationId, warnings }) => ({
        businessLocationId,
        warnings: (warnings ?? []).map(({ information, type }) => information ?? type ?? "unknown"),
      })),
  });

const notRegistered: Reason = {
  message: "Lightspeed has no address to send changes to.",
  remedy: "Open Webhooks and register the endpoint.",
};

function reasonsOf(place: string, { data, problem }: Snapshot<EndpointLinks>, subscribed: boolean): Reason[] {
  if (!data) return [problem ?? { message: "It is not known yet whether events are sent.", remedy: "Refresh." }];
  const link = data.find(({ businessLocationId }) => businessLocationId === place);
  const reasons: Reason[] = [];
  if (!subscribed) reasons.push({ message: "Count changes are not among the events asked for.", remedy: AT_WEBHOOKS });
  if (!link) reasons.push({ message: "This location is not linked to the webhook endpoint.", remedy: AT_WEBHOOKS });
  return [...reasons, ...(link?.warnings ?? []).map(tooOld)];
}

/** The vendor's warnings are free text, and an app that is too old is the one that it documents. */
const tooOld = (warning: string): Reason => ({
  message: `Lightspeed warns: ${warning}.`,
  remedy: "Update the Lightspeed app on every till of this location to 25.36 or later, then set the counts again.",
});

function coverage(all: Reason[]): Omit<CoverageView, "lastEventAt"> {
  const reasons = [...new Map(all.map((reason) => [reason.message, reason])).values()];
  return { state: reasons.length === 0 ? "events" : "polling", reasons };
}
