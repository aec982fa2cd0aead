import { z } from "zod";
import type { TenantTransaction } from "@/db/client";
import { listSnapshots } from "@/db/queries/snapshots";
import type { Services } from "@/lib/services";
import { readSnapshot, type Snapshot } from "../snapshots/read-snapshot";

const schema = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    tables: z.array(
      z.object({
        id: z.string(),
        number: z.number().int(),
        description: z.string(),
        seats: z.number().int().nullable(),
        active: z.boolean(),
      }),
    ),
  }),
);
const KIND = "floor-plans";

/** Tables are moved about seldom. */
export const PLANS_AGE_MS = 10 * 60_000;

export type VendorFloorPlan = z.output<typeof schema>[number];

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;

/** Empty where the location has no floor plan. */
export function readFloorPlans(
  services: Needs,
  merchantId: string,
  businessLocationId: string,
  age: { maxAgeMs: number; force?: boolean },
): Promise<Snapshot<VendorFloorPlan[]>> {
  return readSnapshot(services, merchantId, {
    ...age,
    kind: KIND,
    key: businessLocationId,
    schema,
    load: async (client) =>
      (await client.floorPlans.list({ businessLocationId, query: { expandTables: true } })).map(
        ({ id, name, tables }) => ({
          id,
          name,
          tables: tables.map((table) => ({
            id: table.id,
            number: table.number,
            description: table.description ?? "",
            seats: table.defaultClientCount ?? null,
            active: table.active !== false,
          })),
        }),
      ),
  });
}

/** Which tables each of these places showed when its plans were last read, by number; no call. */
export async function listKnownTables(
  tx: TenantTransaction,
  places: readonly string[],
): Promise<Map<string, { tables: number[]; readAt: Date }>> {
  const rows = await listSnapshots(tx, KIND, places);
  return new Map(
    rows.flatMap(({ key, data, readAt }) => {
      const plans = schema.safeParse(data);
      if (!readAt || !plans.success) return [];
      const numbers = new Set(plans.data.flatMap(({ tables }) => tables.map(({ number }) => number)));
      return [[key, { tables: [...numbers].sort((a, b) => a - b), readAt }]];
    }),
  );
}
