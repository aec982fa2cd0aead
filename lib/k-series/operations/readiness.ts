import { z } from "zod";
import { defineOperation } from "../operation";
import { open, openEnum } from "../shape";
import { timestamp } from "../timestamp";
import { int64 } from "../wire";
import { atLocation } from "./common";

export const onlineOrderingApiConfiguration = open({
  enabled: z.boolean().nullish(),
  /** Neither of the two counts towards READY; without staff a payment can fail with MISSING_STAFF. */
  orderProfileId: int64.nullish(),
  staffId: int64.nullish(),
});

export const posStatus = open({
  salesPeriod: openEnum("OPENED", "CLOSED").nullish(),
  acceptingOnlineOrders: z.boolean().nullish(),
  availableDevices: z.boolean().nullish(),
});

const onlineOrderReadiness = open({
  status: openEnum("READY", "NOT_READY"),
  lastUpdatedAt: timestamp.nullish(),
  onlineOrderingApiConfiguration: onlineOrderingApiConfiguration.nullish(),
  posStatus: posStatus.nullish(),
});

export type OnlineOrderReadiness = z.output<typeof onlineOrderReadiness>;

export const readiness = {
  /** Whether the location's till takes online orders right now. https://api-docs.lsk.lightspeed.app/operation/operation-apegetonlineorderreadiness */
  get: defineOperation({
    method: "GET",
    path: "/o/op/1/onlineOrderReadiness",
    scope: "orders-api",
    repeatable: true,
    query: atLocation,
    response: onlineOrderReadiness,
  }),
};
