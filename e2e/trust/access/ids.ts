import { randomUUID } from "node:crypto";
import type { House } from "../people";
import type { Ids } from "./rule";

export function idsOf(house: House): Ids {
  const business = house.account?.businesses[0];
  return {
    locationId: house.locationId,
    profileId: house.profileId,
    businessId: business?.id ?? "1",
    businessLocationId: business?.locations[1]?.id ?? "2",
    linkedPlaceId: business?.locations[0]?.id ?? "3",
    deliveryId: house.deliveryId ?? randomUUID(),
    orderId: house.orderId ?? randomUUID(),
    rehearsalId: house.rehearsalId ?? randomUUID(),
    certificateId: house.certificateId ?? randomUUID(),
    personId: house.viewer.id,
  };
}

/** Ids of the same shape that nobody has. */
export const missingIds = (): Ids => ({
  ...{
    locationId: randomUUID(),
    profileId: randomUUID(),
    businessId: "4611686018427387001",
    businessLocationId: "4611686018427387002",
  },
  linkedPlaceId: "4611686018427387003",
  deliveryId: randomUUID(),
  orderId: randomUUID(),
  rehearsalId: randomUUID(),
  certificateId: randomUUID(),
  personId: randomUUID(),
});

/** Words that only this merchant's people may ever read. */
export function canariesOf(house: House): string[] {
  const people = [house.owner, house.manager, house.viewer].flatMap(({ id, email, name }) => [id, email, name]);
  return [house.mark, house.id, ...people];
}

/** The words of an answer in a fixed order, without ids, nonces and instants: a page arrives in pieces, and in no fixed order. */
export function wordsOf(body: string): string[] {
  const text = body
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "")
    .replace(/\b\d{14,19}\b/g, "")
    .replace(/nonce[-=":\\]+[\w+/=]{24}/g, "")
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "");
  return [...new Set(text.match(/(?<![\w+/-])[A-Z]?[a-z]{4,}(?![\w+/-])/g))].sort();
}
