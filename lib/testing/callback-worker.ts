import { createDatabase } from "@/db/client";
import type { Actor } from "@/lib/auth/roles";
import { parseKeyring } from "@/lib/crypto/keyring";
import { createTraffic, OAuthClient, type OAuthConfig } from "@/lib/k-series";
import { completeAuthorization } from "@/lib/lightspeed/connection/complete-authorization";
import { startAuthorization } from "@/lib/lightspeed/connection/start-authorization";
import type { Services } from "@/lib/services";
import { paymentsAt } from "./payments-at";

/** What a test hands to one more process of ours, over the child's message channel. */
export type CallbackOrder = {
  appUrl: string;
  keys: string;
  oauth: OAuthConfig;
  lightspeed: Services["lightspeed"];
  actor: Actor;
} & ({ do: "start" } | { do: "complete"; query: string; times: number });

async function carryOut(order: CallbackOrder): Promise<unknown> {
  const db = createDatabase(order.appUrl, { max: 5 });
  const services: Services = {
    db,
    keyring: parseKeyring(order.keys),
    oauth: new OAuthClient(order.oauth),
    lightspeed: order.lightspeed,
    traffic: createTraffic(),
    payments: paymentsAt("http://localhost:4010"),
    now: () => new Date(),
  };
  if (order.do === "start") return startAuthorization(services, order.actor);
  const parameters = () => new URLSearchParams(order.query);
  return Promise.all(
    Array.from({ length: order.times }, () =>
      completeAuthorization(services, { actor: order.actor, parameters: parameters() }),
    ),
  );
}

process.once("message", (order: CallbackOrder) => {
  carryOut(order).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.send?.("ready");
