import type { Account } from "../state/accounts";

/**
 * The ids of what a location holds. They follow from the account's own ids and are far above 2^53, so that whoever
 * reads them as JavaScript numbers mixes them up; no two locations share one.
 */
export function idBlock(account: Account, locationId: string) {
  const ids = account.businesses.flatMap((business) => business.locations.map((location) => location.id));
  const index = Math.max(ids.indexOf(locationId), 0);
  const start = BigInt(account.idBase) * 1_000n + BigInt(index) * 100_000n;
  return { index, id: (offset: number) => (start + BigInt(offset)).toString() };
}
