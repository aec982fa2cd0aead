import { z } from "zod";
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
    kind: "floor-plans",
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
