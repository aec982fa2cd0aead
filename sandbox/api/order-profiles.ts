import { profilesOf } from "../world/back-office";
import type { Profile } from "../world/venue";
import { apiError } from "./errors";
import type { Operation } from "./operation";
import { int64 } from "./wire";

const onTheWire = ({ id, code, name, deliveryMode }: Profile) => ({ id: int64(id), code, name, deliveryMode });

const common = { kind: "orderProfiles", method: "GET", scope: "orders-api", errors: "ordering" } as const;

export const orderProfiles: Operation[] = [
  {
    ...common,
    id: "listOrderProfiles",
    path: "/o/op/data/account-profiles",
    about: "location-in-query",
    handle: (call) => {
      const site = call.site();
      const accountProfileList = profilesOf(site).map(onTheWire);
      return { status: 200, body: { businessLocationId: int64(site.venue.location.id), accountProfileList } };
    },
  },
  {
    ...common,
    id: "getOrderProfile",
    path: "/o/op/data/{businessLocationId}/account-profiles/tagcode/{tagCode}",
    about: "location-in-path",
    handle: (call) => {
      const profile = profilesOf(call.site()).find(({ code }) => code === call.parameters.tagCode);
      if (!profile) return apiError(call.path, 404, `no order profile with code ${call.parameters.tagCode}`);
      return { status: 200, body: onTheWire(profile) };
    },
  },
];
