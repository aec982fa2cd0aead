import { randomUUID } from "node:crypto";
import type postgres from "postgres";
import { withTenant } from "@/db/client";
import { saveLocationSettings } from "@/db/queries/location-settings";
import type { UserRole } from "@/db/schema";
import type { Actor } from "@/lib/auth/roles";
import { pollAvailability } from "@/lib/lightspeed/availability/poll-availability";
import { testConnection } from "@/lib/lightspeed/connection/test-connection";
import { checkLocationSettings } from "@/lib/lightspeed/location-settings/check-location-settings";
import { startMenuSync } from "@/lib/lightspeed/menu/start-sync";
import { syncMenus } from "@/lib/lightspeed/menu/sync-menus";
import { registerEndpointNow } from "@/lib/lightspeed/webhooks/register-endpoint";
import type { Services } from "@/lib/services";
import { diagnose } from "@/lib/setup/help/diagnose";
import { type PointId, type TopicId, troubleshooting } from "@/lib/setup/help/document";
import { readHelpEvidence } from "@/lib/setup/help/read-evidence";
import { createStageMerchant, type Stage } from "./connection-stage";
import { createLinkedMerchant } from "./linked-merchant";
import type { SandboxAccount } from "./sandbox-process";

export type HelpScene = {
  stage: Stage;
  services: Services;
  owner: postgres.Sql;
  actor: Actor;
  merchantId: string;
  locationId: string;
  /** Empty where nothing is linked. */
  placeId: string;
  account: SandboxAccount;
};

type On = { readonly stage: Stage; readonly owner: postgres.Sql };

/** Somebody who has never connected; `account` is one at Lightspeed that they might sign in to. */
export async function createNewcomer({ stage, owner }: On, wish?: Record<string, unknown>): Promise<HelpScene> {
  const { actor, locationId } = await createStageMerchant(stage);
  const account = await stage.sandbox.createAccount(wish);
  const { services } = stage;
  return { stage, services, owner, actor, merchantId: actor.merchantId, locationId, placeId: "", account };
}

/** Everything that help looks at is there and in order. */
export async function createHealthyMerchant({ stage, owner }: On): Promise<HelpScene> {
  const { actor, account, locationId, placeId } = await createLinkedMerchant(stage);
  const { services } = stage;
  const { merchantId } = actor;
  await registerEndpointNow(services, merchantId);
  await withTenant(services.db, merchantId, (tx) =>
    saveLocationSettings(
      tx,
      { locationId, businessLocationId: placeId },
      { orderProfileDineIn: "DINEIN", orderProfileTakeaway: "TAKEAWAY", paymentMethodCode: "OOPAYMENT" },
    ),
  );
  await checkLocationSettings(services, merchantId, locationId, { force: true });
  await startMenuSync(services, actor, { locationId });
  await syncMenus(services, { merchantId, placeId });
  await pollAvailability(services, { merchantId, businessLocationId: placeId });
  await hear(owner, merchantId);
  await testConnection(services, actor);
  // The stage's own address is this computer's, which help rightly finds fault with.
  await owner`update webhook_endpoints set url = 'https://upvendo.example/webhook' where merchant_id = ${merchantId}`;
  return { stage, services, owner, actor, merchantId, locationId, placeId, account };
}

/** An event of Lightspeed's, which came just now. */
export const hear = (owner: postgres.Sql, merchantId: string) => owner`
  insert into webhook_events (id, merchant_id, environment, verified, body, status, due_at, correlation_id)
  values (${randomUUID()}, ${merchantId}, 'sandbox', true, '{}', 'processed', null, ${randomUUID()})`;

export const spoil = ({ stage, account }: HelpScene, operation: string, status: number) =>
  stage.sandbox.control<{ id: string }>("POST", "/faults", {
    ...{ account: account.accountId, operation, do: { type: "status", status } },
  });

type Asked = { topic: TopicId; answered?: readonly PointId[]; as?: UserRole; services?: Services };

/** What help says of a topic now. */
export async function askHelp(scene: HelpScene, { topic, answered = [], as = "owner", services }: Asked) {
  const region = { country: "BE", timeZone: "Europe/Brussels" };
  const evidence = await readHelpEvidence(services ?? scene.services, { ...scene.actor, role: as }, region, topic);
  return diagnose(evidence, topic, answered);
}

export const topicOf = (point: PointId): TopicId => {
  const topic = troubleshooting.find(({ points }) => points.some(({ id }) => id === point));
  if (!topic) throw new Error(`${point} is in no topic`);
  return topic.id;
};
