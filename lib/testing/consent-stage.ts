import postgres from "postgres";
import { parseKeyring } from "@/lib/crypto/keyring";
import { startAuthorization } from "@/lib/lightspeed/connection/start-authorization";
import type { Services } from "@/lib/services";
import { newKey, openStage, type Stage } from "./connection-stage";

/** A stage with what tests of the sign-in at Lightspeed do again and again. */
export type ConsentStage = Stage & {
  /** The keyring in the form that another process takes. */
  keys: string;
  owner: postgres.Sql;
  /** Counts token requests from here on. */
  forget: () => Promise<void>;
  tokenRequests: () => Promise<number>;
  /** The address that the browser is sent to. */
  start: (actor: Parameters<typeof startAuthorization>[1], on?: Services) => Promise<string>;
  connectionOf: (merchantId: string) => Promise<postgres.Row | undefined>;
  isBurnt: (url: string) => Promise<boolean>;
};

export const stateOf = (url: string): string => new URL(url).searchParams.get("state") ?? "";
export const flowOf = (url: string): string => stateOf(url).split(".")[2] ?? "";

export async function openConsentStage(): Promise<ConsentStage> {
  const stage = await openStage();
  const keys = newKey("k1");
  const services = { ...stage.services, keyring: parseKeyring(keys) };
  const owner = postgres(stage.ownerUrl, { max: 2 });
  let since = 0;
  return {
    ...stage,
    ...{ services, keys, owner },
    forget: async () => {
      since = (await stage.sandbox.control<{ last: number }>("GET", "/requests?since=999999999")).last;
    },
    tokenRequests: async () => (await stage.sandbox.requests({ operation: "token", since })).length,
    start: async (actor, on = services) => (await startAuthorization(on, actor)).url,
    connectionOf: async (merchantId) => (await owner`select * from connections where merchant_id = ${merchantId}`)[0],
    isBurnt: async (url) => {
      const [row] =
        await owner`select consumed_at is not null as burnt from authorization_requests where id = ${flowOf(url)}`;
      return row?.burnt === true;
    },
    close: async () => {
      await owner.end();
      await stage.close();
    },
  };
}
