import { z } from "zod";
import { defineOperation } from "../operation";
import { open, openEnum } from "../shape";
import { int64 } from "../wire";
import { atLocation, label } from "./common";

const accountProfile = open({
  id: int64,
  /** What menus and orders name as `accountProfile` and `accountProfileCode`. */
  code: z.string(),
  name: label,
  deliveryMode: openEnum("NONE", "TAKE_AWAY", "DELIVERY").nullish(),
});

export type AccountProfile = z.output<typeof accountProfile>;

/** The vendor's screens call them order profiles. */
export const accountProfiles = {
  /** https://api-docs.lsk.lightspeed.app/operation/operation-apeaccountprofiles */
  list: defineOperation({
    method: "GET",
    path: "/o/op/data/account-profiles",
    scope: "orders-api",
    repeatable: true,
    query: atLocation,
    response: open({
      businessLocationId: int64.nullish(),
      accountProfileList: z.array(accountProfile).nullish(),
    }).transform(({ accountProfileList }) => accountProfileList ?? []),
  }),
  getByCode: defineOperation({
    method: "GET",
    path: "/o/op/data/{businessLocationId}/account-profiles/tagcode/{tagCode}",
    scope: "orders-api",
    repeatable: true,
    params: atLocation,
    response: accountProfile,
  }),
};
