import { z } from "zod";
import type { Item } from "../world/items";
import { wholeCents } from "../world/money";
import type { Site } from "../world/world";
import { type SubException, subExceptionError } from "./errors";
import { type ApiAnswer, type Call, findLocation, type Operation } from "./operation";
import { decimalField, int64Field, optional } from "./wire";

const priceField = decimalField.transform((text, context) => {
  const cents = wholeCents(text);
  if (cents === undefined) context.addIssue({ code: "custom", message: "must have at most two decimals" });
  return cents ?? 0;
});
const barcode = z.string().min(1).max(64);

const createSchema = z.object({
  name: z.string().min(1).max(180),
  businessLocationId: int64Field,
  docketName: optional(z.string().max(64)),
  sku: optional(z.string().min(1).max(32)),
  active: optional(z.boolean()),
  barcode: optional(z.string().max(64)),
  barcodes: optional(z.array(barcode)),
  accountingGroupId: int64Field,
  costPrice: optional(priceField),
  defaultPrice: priceField,
  priceMode: optional(z.enum(["AMOUNT", "PERCENT", "POSITIVE_OPEN_PRICE", "NEGATIVE_OPEN_PRICE"])),
});
const updateSchema = createSchema.extend({ sku: z.string().min(1).max(32) });

type Write = z.output<typeof createSchema>;

function refusedFields(call: Call, error: z.ZodError): ApiAnswer {
  const body = (typeof call.body === "object" && call.body !== null ? call.body : {}) as Record<string, unknown>;
  const faults = error.issues.map(({ path, message }): SubException => {
    const field = String(path[0] ?? "body");
    const rejected = body[field];
    return { field, rejectedValue: rejected === undefined ? "" : String(rejected), message };
  });
  return subExceptionError(400, faults.length === 1 ? "One field was refused" : "Some fields were refused", faults);
}

/** What an update leaves out falls back as on creation: it replaces. */
function written(id: string, type: string, { costPrice, defaultPrice, ...write }: Write): Item {
  return {
    id,
    type,
    name: write.name,
    docketName: write.docketName ?? write.name.slice(0, 64),
    sku: write.sku ?? "",
    active: write.active ?? true,
    barcode: write.barcode,
    barcodes: write.barcodes ?? [],
    groupId: write.accountingGroupId,
    cents: defaultPrice,
    costCents: costPrice ?? 0,
    priceMode: write.priceMode ?? "AMOUNT",
  };
}

type Show = (site: Site, item: Item) => object;

function create(call: Call, show: Show): ApiAnswer {
  const parsed = createSchema.safeParse(call.body);
  if (!parsed.success) return refusedFields(call, parsed.error);
  const site = call.site();
  // The vendor declares 404 for whatever keeps an item from being made.
  if (!site.venue.groups.some(({ id }) => id === parsed.data.accountingGroupId)) {
    return subExceptionError(404, "Could not create item");
  }
  const item = written(site.items.newId(), "ITEM", parsed.data);
  site.items.save(item);
  return { status: 201, body: show(site, item) };
}

function update(call: Call, show: Show): ApiAnswer {
  const parsed = updateSchema.safeParse(call.body);
  if (!parsed.success) return refusedFields(call, parsed.error);
  const site = call.site();
  const existing = site.items.get(call.parameters.id ?? "");
  if (!existing) return subExceptionError(400, "No such item");
  const { accountingGroupId } = parsed.data;
  if (!site.venue.groups.some(({ id }) => id === accountingGroupId)) {
    const fault = { field: "accountingGroupId", rejectedValue: accountingGroupId, message: "does not exist" };
    return subExceptionError(400, "One field was refused", [fault]);
  }
  const item = written(existing.id, existing.type, parsed.data);
  site.items.save(item);
  return { status: 200, body: show(site, item) };
}

/** The vendor publishes no delete: the location is not in the address, so the item is looked for in all of them. */
function remove(call: Call): ApiAnswer {
  if (call.world.behaviour(call.account).itemDelete === "missing") return subExceptionError(405, "Method not allowed");
  const id = call.parameters.id ?? "";
  const owner = call.world
    .sites(call.account)
    .find((site) => findLocation(call.account, site.venue.location.id) && site.items.get(id));
  if (!owner) return subExceptionError(404, "No such item");
  owner.items.remove(id);
  return { status: 204 };
}

export function itemWrites(show: Show): Operation[] {
  const common = { kind: "items", scope: "items", errors: "items" } as const;
  const inBody = { ...common, about: "location-in-body" } as const;
  return [
    { ...inBody, id: "createItem", method: "POST", path: "/items/v1/items", handle: (call) => create(call, show) },
    { ...inBody, id: "updateItem", method: "PUT", path: "/items/v1/items/{id}", handle: (call) => update(call, show) },
    { ...common, id: "deleteItem", method: "DELETE", path: "/items/v1/items/{id}", handle: remove },
  ];
}
