import { randomUUID } from "node:crypto";
import { OAuthClient } from "@/lib/k-series";
import { completeAuthorization } from "@/lib/lightspeed/connection/complete-authorization";
import { logFor } from "@/lib/lightspeed/connection/log";
import { startAuthorization } from "@/lib/lightspeed/connection/start-authorization";
import { testConnection } from "@/lib/lightspeed/connection/test-connection";
import { getAccessToken } from "@/lib/lightspeed/connection/token-vault";
import type { Services } from "@/lib/services";
import type { PointId } from "@/lib/setup/help/document";
import { authorize, connect, oauthConfig } from "./connection-stage";
import { type HelpScene, spoil } from "./help-stage";
import { connects, opens, type PlantedRow, presses, reconnects, tells } from "./planted-types";

type Topic = "oauth-failed" | "test-failing" | "business-missing" | "refresh-failed" | "state-errors";

const MINUTE = 60_000;
const before = (services: Services, minutes: number): Services => ({
  ...services,
  now: () => new Date(Date.now() - minutes * MINUTE),
});
const begin = ({ services, actor }: HelpScene, minutesAgo = 0) =>
  startAuthorization(minutesAgo > 0 ? before(services, minutesAgo) : services, actor);

/** Somebody sets out a quarter of an hour ago, and Lightspeed keeps them. */
async function strand(scene: HelpScene, services = scene.services): Promise<void> {
  const { url } = await startAuthorization(before(services, 15), scene.actor);
  const parameters = await authorize(scene.stage, url, scene.account).catch(() => new URLSearchParams());
  if (parameters.has("code")) throw new Error("Lightspeed sent somebody back whom it should have kept");
}

const expire = ({ owner, merchantId }: HelpScene) =>
  owner`update connections set access_expires_at = now() - interval '1 minute' where merchant_id = ${merchantId}`;

/** Spends the refresh token, which is refused. */
async function renew({ merchantId }: HelpScene, services: Services): Promise<void> {
  const word = await getAccessToken(services, merchantId).then(
    () => "renewed",
    () => "refused",
  );
  if (word !== "refused") throw new Error("the token was renewed");
}

export const plantedConnecting: Record<Extract<PointId, `${Topic}.${string}`>, PlantedRow> = {
  "oauth-failed.k-series": {
    newcomer: { kind: "l-series" },
    plant: strand,
    ...{ asks: true, seen: /was not sent back\. That happens with accounts of L-Series/, fix: tells },
  },
  "oauth-failed.admin": {
    newcomer: {},
    plant: async (scene) => {
      const { url } = await begin(scene);
      const parameters = await authorize(scene.stage, url, scene.account, { decision: "deny" });
      await completeAuthorization(scene.services, { actor: scene.actor, parameters });
    },
    ...{ asks: true, seen: /You closed or refused the permission screen/, fix: tells },
  },
  "oauth-failed.redirect-uri": {
    newcomer: {},
    plant: (scene) => {
      const config = { ...oauthConfig(scene.stage.sandbox), redirectUri: "http://localhost:3999/not/registered" };
      return strand(scene, { ...scene.services, oauth: new OAuthClient(config) });
    },
    ...{ asks: true, answered: ["oauth-failed.k-series", "oauth-failed.admin"] },
    ...{ seen: /was not sent back\. Upvendo uses exactly http/, fix: tells },
  },
  "oauth-failed.cache": {
    newcomer: {},
    plant: async (scene) => {
      const { url } = await begin(scene);
      const parameters = await authorize(scene.stage, url, scene.account);
      const elsewhere = { ...scene.actor, sessionId: randomUUID() };
      await completeAuthorization(scene.services, { actor: elsewhere, parameters });
    },
    ...{ seen: /belongs to another browser, user or merchant/, fix: connects },
  },

  "test-failing.token": { plant: expire, seen: /has expired and was not renewed/, fix: reconnects },
  "test-failing.last-checked": {
    plant: async (scene) => {
      await spoil(scene, "finance", 500);
      await testConnection(scene.services, scene.actor);
    },
    ...{ seen: /^Finance: .*500/, fix: opens(/^\/lightspeed\?tab=status#test$/) },
  },
  "test-failing.suspended": {
    plant: async (scene) => {
      await scene.stage.sandbox.control("POST", `/accounts/${scene.account.accountId}/role`, { role: "no-admin" });
      await testConnection(scene.services, scene.actor);
    },
    ...{ seen: /refuses every part of the test alike \(403\)/, fix: tells },
  },
  "test-failing.logs": {
    plant: ({ services, merchantId }) =>
      logFor(services, merchantId, { level: "warning", operation: "Renew connection", message: "It did not work." }),
    ...{ asks: true, seen: /^Renew connection, on .*: It did not work\.$/ },
    fix: opens(/^\/lightspeed\?tab=status&level=warning#log-\d+$/),
  },

  "business-missing.call-failed": {
    newcomer: {},
    plant: async (scene) => {
      await spoil(scene, "businesses", 503);
      await connect(scene.stage, scene.actor, scene.account);
    },
    ...{ seen: /list of businesses could not be read/, fix: presses("read-businesses") },
  },
  "business-missing.reconnect": {
    newcomer: {},
    plant: async (scene) => {
      await spoil(scene, "businesses", 503);
      await connect(scene.stage, scene.actor, scene.account);
      await scene.stage.sandbox.control("POST", `/accounts/${scene.account.accountId}/revoke`, {});
      await expire(scene);
      await renew(scene, scene.services);
    },
    ...{ seen: /no longer accepts our permission/, fix: reconnects },
  },
  "business-missing.no-business": {
    newcomer: { businesses: [] },
    plant: (scene) => connect(scene.stage, scene.actor, scene.account),
    ...{ seen: /shows no active business/, fix: tells },
  },

  "refresh-failed.revoked": {
    plant: async (scene) => {
      await scene.stage.sandbox.control("POST", `/accounts/${scene.account.accountId}/revoke`, {});
      await expire(scene);
      await renew(scene, scene.services);
    },
    ...{ seen: /no longer accepts our permission/, fix: reconnects },
  },
  "refresh-failed.reconnect": {
    wayOut: {
      of: "refresh-failed.revoked",
      because: "it is what to do about a permission that was revoked",
      fix: reconnects,
    },
  },
  "refresh-failed.client": {
    plant: async (scene) => {
      await expire(scene);
      const config = { ...oauthConfig(scene.stage.sandbox), clientSecret: "another" };
      await renew(scene, { ...scene.services, oauth: new OAuthClient(config) });
    },
    ...{ seen: /rejects Upvendo's own client ID or secret/, fix: tells },
  },

  "state-errors.ten-minutes": {
    newcomer: {},
    plant: async (scene) => {
      const { url } = await begin(scene, 11);
      const parameters = await authorize(scene.stage, url, scene.account);
      await completeAuthorization(scene.services, { actor: scene.actor, parameters });
    },
    ...{ seen: /took longer than 10 minutes/, fix: connects },
  },
  "state-errors.stale-state": {
    newcomer: {},
    plant: async (scene) => {
      const { url } = await begin(scene);
      const parameters = await authorize(scene.stage, url, scene.account);
      parameters.set("state", `${parameters.get("state")}x`);
      await completeAuthorization(scene.services, { actor: scene.actor, parameters });
    },
    ...{ seen: /incomplete or was changed on the way/, fix: connects },
  },
  "state-errors.one-flow": {
    newcomer: {},
    plant: async (scene) => {
      const { url } = await begin(scene);
      await begin(scene);
      const parameters = await authorize(scene.stage, url, scene.account);
      await completeAuthorization(scene.services, { actor: scene.actor, parameters });
    },
    ...{ seen: /replaced by a newer one/, fix: connects },
  },
};
