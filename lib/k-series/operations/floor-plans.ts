import { z } from "zod";
import { defineOperation } from "../operation";
import { open } from "../shape";
import { id, int64 } from "../wire";
import { atLocation, label, listOf } from "./common";

const table = open({
  id: z.string(),
  /** What orders and checks call the table. */
  number: z.number().int(),
  reference: z.string().nullish(),
  active: z.boolean().nullish(),
  description: z.string().nullish(),
  defaultClientCount: z.number().int().nullish(),
});

const floorPlan = open({ id: int64, name: label, tables: listOf(table) });

export type Table = z.output<typeof table>;
export type FloorPlan = z.output<typeof floorPlan>;

export const floorPlans = {
  /** Empty where the location has none, which the vendor says with 404. https://api-docs.lsk.lightspeed.app/operation/operation-apelookupfloorplans */
  list: defineOperation({
    method: "GET",
    path: "/o/op/data/{businessLocationId}/floorplans",
    scope: "orders-api",
    repeatable: true,
    params: atLocation,
    query: z.object({ expandTables: z.boolean().optional() }),
    response: z.array(floorPlan),
    none: () => [],
  }),
  tables: defineOperation({
    method: "GET",
    path: "/o/op/data/{businessLocationId}/floorplans/{floorPlanId}/tables",
    scope: "orders-api",
    repeatable: true,
    params: atLocation.extend({ floorPlanId: id }),
    response: z.array(table),
  }),
};
