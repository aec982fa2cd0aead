import { z } from "zod";
import type { Services } from "@/lib/services";
import { readSnapshot, type Snapshot } from "../snapshots/read-snapshot";
import type { AccountingGroupChoice, ItemPlace, ItemView } from "./item-types";
import { toItemView } from "./to-item-view";

export type ItemNeeds = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;

const amount = z.number().int().nullable();
const item: z.ZodType<ItemView> = z.object({
  id: z.string(),
  name: z.string(),
  docketName: z.string().nullable(),
  sku: z.string().nullable(),
  active: z.boolean(),
  barcode: z.string().nullable(),
  barcodes: z.array(z.string()),
  group: z.object({ id: z.string(), name: z.string() }).nullable(),
  costPriceMinor: amount,
  priceMinor: amount,
  otherPrices: z.array(z.object({ name: z.string(), amountMinor: amount })),
  priceMode: z.string().nullable(),
  itemType: z.string().nullable(),
  sharingType: z.string().nullable(),
});

const PAGE = 1000;
type Age = { maxAgeMs?: number; force?: boolean };

/** All items of a place: the vendor's own search wants whole names, and only a whole list shows a SKU that is there twice. */
export function readItems(
  services: ItemNeeds,
  merchantId: string,
  { businessLocationId, currency }: ItemPlace,
  { maxAgeMs = 60_000, force = false }: Age = {},
): Promise<Snapshot<ItemView[]>> {
  return readSnapshot(services, merchantId, {
    ...{ kind: "items", key: `${businessLocationId}/${currency}`, schema: z.array(item), maxAgeMs, force },
    load: async (client) => {
      const all: ItemView[] = [];
      const query = { businessLocationId, amount: PAGE };
      for await (const page of client.items.list.pages({ query, currency })) all.push(...page.records.map(toItemView));
      return all;
    },
  });
}

/** Tax follows the group. */
export function readAccountingGroups(
  services: ItemNeeds,
  merchantId: string,
  { businessLocationId }: ItemPlace,
  { maxAgeMs = 10 * 60_000, force = false }: Age = {},
): Promise<Snapshot<AccountingGroupChoice[]>> {
  return readSnapshot(services, merchantId, {
    ...{ kind: "accounting-groups", key: `${businessLocationId}/names`, maxAgeMs, force },
    schema: z.array(z.object({ id: z.string(), name: z.string() })),
    load: async (client) =>
      (await client.finance.accountingGroups({ businessLocationId })).map(({ id, name }) => ({ id, name: name ?? id })),
  });
}
