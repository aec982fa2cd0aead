import type { Actor } from "@/lib/auth/roles";
import { linkLocation } from "@/lib/lightspeed/connection/link-location";
import { connect, createStageMerchant, type Stage } from "./connection-stage";
import type { SandboxAccount } from "./sandbox-process";

export type LinkedMerchant = { actor: Actor; account: SandboxAccount; locationId: string; placeId: string };

/** A merchant as it is in everyday use: connected, with its location linked to the account's first place. */
export async function createLinkedMerchant(stage: Stage, wish?: Record<string, unknown>): Promise<LinkedMerchant> {
  const { actor, locationId } = await createStageMerchant(stage);
  // A till that thinks for a fifth of a second, as by default, is what tests of orders would mostly wait for.
  const account = await stage.sandbox.createAccount({ settings: { posProcessingMs: 20 }, ...wish });
  const outcome = await connect(stage, actor, account);
  if (outcome !== "connected") throw new Error(`connecting ended as ${outcome}`);
  const placeId = account.businesses[0]?.locations[0]?.id ?? "";
  await linkLocation(stage.services, actor, { locationId, businessLocationId: placeId });
  return { actor, account, locationId, placeId };
}
