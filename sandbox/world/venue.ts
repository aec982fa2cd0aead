import taxRates from "../data/tax-rates.json" with { type: "json" };
import type { Account, Business, Location } from "../state/accounts";
import { businessDayOf, openingDay } from "./business-day";
import { type Card, cardOf, type Product } from "./card";
import { idBlock } from "./ids";
import { compileMenus, type Menu } from "./menu-tree";
import type { Tax } from "./money";
import {
  discountPlans,
  type ProfilePlan,
  paymentMethodPlans,
  profilePlans,
  rooms,
  tableLabels,
  taxPercent,
} from "./reference";

export type Table = {
  number: number;
  id: string;
  reference: string;
  active: boolean;
  description: string;
  seats: number;
};
export type FloorPlan = { id: string; name: string; tables: Table[] };
export type Profile = ProfilePlan & { id: string };
export type Group = { id: string; name: string; code: string };
export type Instruction = { id: string; text: string };
export type Instructions = { id: string; key: string; name: string; several: boolean; instructions: Instruction[] };

/** What an item is before anyone has changed it over the API. */
export type BaseItem = { id: string; product: Product; groupId: string };

/** A restaurant as it was set up: the same after every restart. What happens in it is the till's. */
export type Venue = {
  accountId: string;
  location: Location;
  business: Pick<Business, "id" | "name">;
  zone: string;
  country: string;
  currency: string;
  taxIncluded: boolean;
  /** The first business day with sales. */
  openedOn: string;
  /** The business day on which the account was made; past sales end before it unless guests come by themselves. */
  createdOn: string;
  /** The first number of its account identifiers; the second one is for what happens at the till. */
  posIds: { history: number; till: number };
  card: Card;
  groups: Group[];
  profiles: Profile[];
  paymentMethods: { id: string; code: string; name: string; reference: string }[];
  floorPlans: FloorPlan[];
  instructions: Instructions[];
  items: BaseItem[];
  menus: Menu[];
  id(offset: number): string;
};

/** The layout of a location's ids; menus begin at 1, screens at 40,000. */
// biome-ignore format: read as one table
export const block = {
  groups: 100, profiles: 200, paymentMethods: 300, floors: 400, taxes: 500, instructions: 1_000,
  items: 10_000, newItems: 30_000, tables: 50_000, accounts: 60_000,
} as const;

export const zone = "Europe/Brussels";

function floorPlansOf(location: Location, id: Venue["id"]): FloorPlan[] {
  let number = 0;
  return rooms[location.template].map((room, index) => ({
    id: id(block.floors + index),
    name: room.name,
    tables: Array.from({ length: room.tables }, (_, place) => {
      number += 1;
      return {
        number,
        id: id(block.tables + number),
        reference: `${room.name.toLowerCase().replaceAll(" ", "-")}-${place + 1}`,
        active: number % 29 !== 0,
        description: tableLabels[number % tableLabels.length] ?? "",
        seats: [2, 4, 4, 6, 2, 8][number % 6] ?? 4,
      };
    }),
  }));
}

function instructionsOf(card: Card, id: Venue["id"]): Instructions[] {
  return Object.entries(card.instructionGroups).map(([key, group], index) => ({
    id: id(block.instructions + index * 100),
    key,
    name: group.name,
    several: group.several,
    instructions: group.instructions.map((text, place) => ({
      id: id(block.instructions + index * 100 + 1 + place),
      text,
    })),
  }));
}

export function buildVenue(account: Account, business: Business, location: Location): Venue {
  const { id, index } = idBlock(account, location.id);
  const card = cardOf(location.template);
  const groups = card.accountingGroups.map((name, place) => ({
    id: id(block.groups + place),
    name,
    code: String(700_100 + place * 100),
  }));
  const groupIds = new Map(groups.map((group) => [group.name, group.id]));
  const items = card.products.map((product, place) => ({
    id: id(block.items + place),
    product,
    groupId: groupIds.get(product.group) ?? "",
  }));
  const createdOn = businessDayOf(account.createdAt, zone);
  return {
    accountId: account.id,
    location,
    business,
    zone,
    country: "BE",
    currency: "EUR",
    taxIncluded: location.template !== "catering",
    createdOn,
    openedOn: openingDay(createdOn, location.historyDays, zone),
    posIds: { history: 17_700 + index * 2, till: 17_701 + index * 2 },
    card,
    groups,
    profiles: profilePlans.map((plan, place) => ({ ...plan, id: id(block.profiles + place) })),
    paymentMethods: paymentMethodPlans.map((plan, place) => ({ ...plan, id: id(block.paymentMethods + place) })),
    floorPlans: floorPlansOf(location, id),
    instructions: instructionsOf(card, id),
    items,
    menus: compileMenus(card, items, id),
    id,
  };
}

export const discounts = discountPlans;

export const tablesOf = (venue: Venue) => venue.floorPlans.flatMap((plan) => plan.tables);
export const floorOf = (venue: Venue, table: number) =>
  venue.floorPlans.find((plan) => plan.tables.some(({ number }) => number === table));
export const profileOf = (venue: Venue, code: string | undefined) =>
  code ? venue.profiles.find((profile) => profile.code === code) : venue.profiles[0];

/** The tax on a thing of an accounting group, sold under a profile. */
export function taxOf(venue: Venue, group: string, profile: Pick<ProfilePlan, "deliveryMode">): Tax {
  const percent = taxPercent(group, profile.deliveryMode !== "NONE");
  return { code: `BE${percent}`, percent, included: venue.taxIncluded };
}

export const taxRateOf = (code: string) => taxRates.find((rate) => rate.code === code);
export const taxId = (venue: Venue, code: string) =>
  venue.id(block.taxes + taxRates.findIndex((rate) => rate.code === code));
export { taxRates };
