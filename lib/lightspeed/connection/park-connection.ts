import type { TenantTransaction } from "@/db/client";
import { dropTokens } from "@/db/queries/connection-tokens";
import { moveConnection } from "@/db/queries/connections";
import type { BusinessSnapshot, Connection, PendingAuthorization } from "@/db/schema";
import type { Services } from "@/lib/services";
import { raiseConnectionLost } from "./connection-issues";
import { transitions } from "./connection-transitions";
import { writeLog } from "./log";
import { parkAuthorization } from "./park-authorization";
import { openAccessToken, openRefreshToken } from "./token-sealing";

type Needs = Pick<Services, "keyring" | "lightspeed" | "now">;

/** As at the callback: what was stored before anybody knew whose it is waits for the merchant's choice, and acts no more until then. */
export async function parkConnection(
  services: Needs,
  tx: TenantTransaction,
  connection: Connection,
  businesses: BusinessSnapshot[],
): Promise<{ refreshToken: string; dropped: PendingAuthorization[] } | null> {
  const { accessToken, refreshToken, connectedById } = connection;
  if (accessToken === null || refreshToken === null) return null;
  const problem = { code: "other_business" as const, detail: null };
  if (!(await moveConnection(tx, { ...transitions.refusal, problem }, connection.tokenVersion))) return null;
  const at = services.now();
  const secondsTo = (end: Date) => Math.max(1, Math.floor((end.getTime() - at.getTime()) / 1000));
  const tokens = {
    accessToken: openAccessToken(services.keyring, "connections", { ...connection, accessToken }),
    refreshToken: openRefreshToken(services.keyring, "connections", { ...connection, refreshToken }),
    accessLifetime: connection.accessExpiresAt ? secondsTo(connection.accessExpiresAt) : 1,
    refreshLifetime: connection.refreshExpiresAt ? secondsTo(connection.refreshExpiresAt) : null,
    scopes: connection.scopes,
  };
  const dropped = await parkAuthorization(services, tx, { userId: connectedById ?? connection.id, tokens, businesses });
  await dropTokens(tx);
  await raiseConnectionLost(tx, problem.code, at);
  await writeLog(tx, at, {
    level: "warning",
    operation: "Connect",
    message:
      "The new permission is for another Lightspeed business than the one connected before. Waiting for a decision on the Settings tab.",
  });
  return { refreshToken: tokens.refreshToken, dropped };
}
