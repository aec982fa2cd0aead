import { z } from "zod";
import { withTenant } from "@/db/client";
import type { Check } from "@/lib/k-series";
import { publishLive } from "@/lib/live/publish";
import type { Services } from "@/lib/services";
import { readSnapshot, type Snapshot } from "../snapshots/read-snapshot";
import type { OpenCheck } from "./floor-plan-types";

const schema: z.ZodType<OpenCheck[]> = z.array(
  z.object({
    key: z.string(),
    accountIdentifier: z.string().nullable(),
    name: z.string(),
    tableNumber: z.number().int().nullable(),
    guests: z.number().int().nullable(),
    openedAt: z.string().nullable(),
    staffName: z.string().nullable(),
    totalMinor: z.number().int(),
    paidMinor: z.number().int(),
    dueMinor: z.number().int(),
  }),
);

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;
type Place = { businessLocationId: string /** ISO 4217. */; currency: string };

/** What this process saw last of each place; whoever sees something else tells the pages that look. */
const seen = new Map<string, string>();

/** All open checks of a place: one call for all who look, and a change reaches every open page at once. */
export async function readOpenChecks(
  services: Needs,
  merchantId: string,
  { businessLocationId, currency }: Place,
  age: { maxAgeMs: number; force?: boolean },
): Promise<Snapshot<OpenCheck[]>> {
  const snapshot = await readSnapshot(services, merchantId, {
    ...age,
    kind: "open-checks",
    key: businessLocationId,
    schema,
    load: async (client) => toOpenChecks(await client.checks.list({ query: { businessLocationId }, currency })),
  });
  const place = `${merchantId}/${businessLocationId}`;
  const print = JSON.stringify(snapshot.data);
  const before = seen.get(place);
  seen.set(place, print);
  if (before !== undefined && before !== print)
    await withTenant(services.db, merchantId, (tx) =>
      publishLive(tx, merchantId, "floor-plan", { businessLocationId }),
    );
  return snapshot;
}

/** A check that Lightspeed calls closed is none; one that names neither itself nor a uuid is told apart by its place in the list. */
export function toOpenChecks(checks: readonly Check[]): OpenCheck[] {
  return checks
    .filter(({ closedAt }) => !closedAt)
    .map(({ accountIdentifier, uuid, name, tableNumber, clientCount, openedAt, staffName, ...amounts }, place) => {
      const { totalMinor, paidMinor } = { totalMinor: amounts.totalMinor ?? 0, paidMinor: amounts.paidMinor ?? 0 };
      return {
        key: accountIdentifier ?? uuid ?? `unnamed-${place}`,
        accountIdentifier: accountIdentifier ?? null,
        name: name ?? "",
        tableNumber: tableNumber ?? null,
        guests: clientCount ?? null,
        openedAt: openedAt ?? null,
        staffName: staffName ?? null,
        ...{ totalMinor, paidMinor, dueMinor: totalMinor - paidMinor },
      };
    });
}
