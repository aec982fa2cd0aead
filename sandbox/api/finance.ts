import { paymentMethodsOf } from "../world/back-office";
import { taxRates } from "../world/venue";
import { type Call, type Operation, visibleBusinesses } from "./operation";
import { int64, wholeNumber } from "./wire";

/** A HAL list with the link to itself. */
const embedded = ({ baseUrl, path }: Call, name: string, list: object[]) => ({
  status: 200,
  body: { _embedded: { [name]: list }, _links: { self: { href: baseUrl + path } } },
});

function businessList({ account, query, world }: Call): object[] {
  const page = wholeNumber(query.get("page"), 0);
  const size = Math.max(wholeNumber(query.get("size"), 1000), 1);
  return visibleBusinesses(account)
    .slice(page * size, (page + 1) * size)
    .map((business) => ({
      businessName: business.name,
      businessId: int64(business.id),
      currencyCode: world.site(account, business.locations[0]?.id ?? "")?.venue.currency ?? "EUR",
      businessLocations: business.locations.slice(0, 500).flatMap(({ id, name }) => {
        const venue = world.site(account, id)?.venue;
        return venue ? [{ blName: name, blID: int64(id), country: venue.country, timezone: venue.zone }] : [];
      }),
    }));
}

const common = { kind: "finance", method: "GET", scope: "financial-api", errors: "ordering" } as const;
const ofLocation = { ...common, about: "location-in-path" } as const;

export const finance: Operation[] = [
  {
    ...common,
    id: "listFinanceBusinesses",
    path: "/f/data/businesses",
    handle: (call) => embedded(call, "businessList", businessList(call)),
  },
  {
    ...ofLocation,
    id: "listTaxRates",
    path: "/f/finance/{businessLocationId}/tax-rates",
    handle: (call) => {
      const { taxIncluded } = call.site().venue;
      const list = taxRates.map(({ code, description, rate, accountingReference }) => ({
        code,
        description,
        rate,
        taxIncluded,
        accountingReference,
      }));
      return embedded(call, "taxRateList", list);
    },
  },
  {
    ...ofLocation,
    id: "listPaymentMethods",
    path: "/f/finance/{businessLocationId}/paymentMethods",
    handle: (call) => {
      const list = paymentMethodsOf(call.site()).map(({ id, code, name, reference }) => ({
        name,
        code,
        accountingReference: reference,
        pmId: int64(id),
      }));
      return embedded(call, "paymentMethodList", list);
    },
  },
  {
    ...ofLocation,
    id: "listAccountingGroups",
    path: "/f/finance/{businessLocationId}/accountingGroups",
    handle: (call) => {
      const list = call.site().venue.groups.map(({ id, name, code }) => ({
        accountingGroupId: int64(id),
        name,
        statisticGroup: JSON.stringify([{ category: "default", value: name }]),
        code,
      }));
      return embedded(call, "accountingGroupList", list);
    },
  },
];
