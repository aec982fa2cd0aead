import { findCheck, openChecks } from "../till/checks";
import { snapshotOf } from "./check-snapshot";
import { apiError } from "./errors";
import type { Operation } from "./operation";

const common = {
  kind: "checks",
  method: "GET",
  scope: "orders-api",
  errors: "ordering",
  about: "location-in-query",
} as const;

export const checks: Operation[] = [
  {
    ...common,
    id: "listOpenChecks",
    path: "/o/op/1/order/table/getCheck",
    handle: (call) => {
      const site = call.site();
      return { status: 200, body: openChecks(site).map((check) => snapshotOf(site.venue, check)) };
    },
  },
  {
    ...common,
    id: "getOpenCheckByTable",
    path: "/o/op/1/order/table/{tableNumber}/getCheck",
    handle: (call) => {
      const { tableNumber = "" } = call.parameters;
      if (!/^\d{1,9}$/.test(tableNumber)) return apiError(call.path, 400, "Parameter tableNumber is malformed");
      const site = call.site();
      const oldest = openChecks(site).find(({ table }) => table === Number(tableNumber));
      if (!oldest) return apiError(call.path, 404, `account not found for BL ${site.venue.location.id}`);
      return { status: 200, body: snapshotOf(site.venue, oldest) };
    },
  },
  {
    ...common,
    id: "getCheckByAccount",
    path: "/o/op/1/order/accounts/{accountIdentifier}",
    handle: (call) => {
      const { accountIdentifier = "" } = call.parameters;
      if (!/^A\d{1,12}\.\d{1,12}$/.test(accountIdentifier)) {
        return apiError(call.path, 400, "Invalid account identifier");
      }
      const site = call.site();
      const check = findCheck(site, accountIdentifier);
      const hidden = check?.closedAt !== undefined && !site.behaviour.closedCheckReadable;
      if (!check || hidden) return apiError(call.path, 404, `account not found for BL ${site.venue.location.id}`);
      return { status: 200, body: snapshotOf(site.venue, check) };
    },
  },
];
