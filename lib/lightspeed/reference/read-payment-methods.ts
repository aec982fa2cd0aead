import { z } from "zod";
import type { Services } from "@/lib/services";
import { readSnapshot, type Snapshot } from "../snapshots/read-snapshot";

const schema = z.array(z.object({ code: z.string(), name: z.string(), accountingReference: z.string().nullable() }));
export type PaymentMethodChoice = z.output<typeof schema>[number];

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;
type Age = { maxAgeMs: number; force?: boolean };

/** Without those that have no code: nothing can be paid with them over the API. */
export function readPaymentMethods(
  services: Needs,
  merchantId: string,
  businessLocationId: string,
  age: Age,
): Promise<Snapshot<PaymentMethodChoice[]>> {
  return readSnapshot(services, merchantId, {
    ...age,
    kind: "payment-methods",
    key: businessLocationId,
    schema,
    load: async (client) =>
      (await client.finance.paymentMethods({ businessLocationId })).flatMap(({ code, name, accountingReference }) =>
        code ? [{ code, name: name ?? code, accountingReference: accountingReference ?? null }] : [],
      ),
  });
}
