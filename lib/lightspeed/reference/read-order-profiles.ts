import { z } from "zod";
import type { Services } from "@/lib/services";
import { readSnapshot, type Snapshot } from "../snapshots/read-snapshot";

const schema = z.array(
  z.object({ id: z.string(), code: z.string(), name: z.string(), deliveryMode: z.string().nullable() }),
);
/** `deliveryMode` is `NONE`, `TAKE_AWAY` or `DELIVERY`, or a word of the vendor's that we do not know yet. */
export type OrderProfile = z.output<typeof schema>[number];

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;
type Age = { maxAgeMs: number; force?: boolean };

export function readOrderProfiles(
  services: Needs,
  merchantId: string,
  businessLocationId: string,
  age: Age,
): Promise<Snapshot<OrderProfile[]>> {
  return readSnapshot(services, merchantId, {
    ...age,
    kind: "order-profiles",
    key: businessLocationId,
    schema,
    load: async (client) =>
      (await client.accountProfiles.list({ query: { businessLocationId } })).map(
        ({ id, code, name, deliveryMode }) => ({
          id,
          code,
          name,
          deliveryMode: deliveryMode ?? null,
        }),
      ),
  });
}
