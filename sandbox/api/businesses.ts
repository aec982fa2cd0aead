import { type Operation, visibleBusinesses } from "./operation";
import { int64 } from "./wire";

export const businesses: Operation[] = [
  {
    id: "listBusinesses",
    kind: "businesses",
    method: "GET",
    path: "/o/op/data/businesses",
    scope: "orders-api",
    errors: "ordering",
    handle: ({ account }) => ({
      status: 200,
      body: visibleBusinesses(account).map(({ id, name, locations }) => ({
        name,
        id: int64(id),
        businessLocations: locations.map((location) => ({ id: int64(location.id), name: location.name })),
      })),
    }),
  },
];
