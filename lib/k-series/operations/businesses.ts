import { z } from "zod";
import { defineOperation } from "../operation";
import { open } from "../shape";
import { int64 } from "../wire";
import { label, listOf } from "./common";

const businessLocation = open({ id: int64, name: label });
const business = open({
  id: int64,
  name: label,
  businessLocations: listOf(businessLocation),
});

export type Business = z.output<typeof business>;

export const businesses = {
  /** What the token's user may see; the same account may hold several. https://api-docs.lsk.lightspeed.app/operation/operation-apelookupbusinesses */
  list: defineOperation({
    method: "GET",
    path: "/o/op/data/businesses",
    scope: "orders-api",
    repeatable: true,
    response: z.array(business),
  }),
};
