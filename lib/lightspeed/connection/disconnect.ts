import { type TenantTransaction, withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { deleteAuthorizations } from "@/db/queries/authorization-requests";
import { deleteConnectionTest, insertReceipt, updateReceipt } from "@/db/queries/connection-tests";
import { disableConnection, holdConnection, setInHouseProvider } from "@/db/queries/connections";
import { countLogEntries } from "@/db/queries/integration-log";
import { deactivateLocationLinks } from "@/db/queries/location-links";
import { retireAllEndpoints } from "@/db/queries/webhook-endpoints";
import type { Connection, DeletionReceipt, PendingAuthorization, ReceiptLine } from "@/db/schema";
import { type Actor, can } from "@/lib/auth/roles";
import { SealBrokenError } from "@/lib/crypto/sealed-box";
import { AppError } from "@/lib/errors";
import { OAuthError } from "@/lib/k-series";
import { removeEndpointsWith } from "@/lib/lightspeed/webhooks/remove-endpoint";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { closeLightspeedIssues } from "./connection-issues";
import type { ReceiptView } from "./connection-view-types";
import { writeLog } from "./log";
import { toReceiptView } from "./receipt-view";
import { within } from "./time-limit";
import { openAccessToken, openRefreshToken } from "./token-sealing";

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;

export const CONFIRMATION = "Lightspeed";

/** The merchant does not wait longer for Lightspeed's word; the request goes on. */
const REVOKE_LIMIT_MS = 4_000;

const ENDPOINT_LIMIT_MS = 3_000;

const endpointUnconfirmed: ReceiptLine = {
  what: "Webhook endpoint at Lightspeed",
  detail: "Lightspeed has not confirmed the removal. What it still sends there changes nothing any more.",
};
const unconfirmed: ReceiptLine = {
  what: "Permission at Lightspeed",
  detail:
    "Lightspeed has not confirmed the withdrawal. Remove Upvendo under the connected apps in Lightspeed to be sure.",
};

/**
 * Delete. What is ours goes in one transaction, whatever Lightspeed does; giving the permission back is best effort afterwards.
 * One effect however often it is called.
 */
export async function disconnect(
  services: Needs,
  actor: Actor,
  { confirmation }: { confirmation: string },
): Promise<ReceiptView> {
  if (!can(actor, "connection.delete")) throw new AppError("forbidden", "Only owners can delete the integration.");
  if (confirmation !== CONFIRMATION)
    throw new AppError("invalid_input", `Type ${CONFIRMATION} exactly as shown, with a capital L and without spaces.`);
  const removed = await withTenant(services.db, actor.merchantId, (tx) => remove(services, tx, actor));
  // The endpoint first: once the permission is given back nothing can be taken out any more.
  const receipt = await revoke(services, actor.merchantId, await removeEndpoints(services, actor.merchantId, removed));
  return toReceiptView(receipt);
}

type Removal = {
  connection: Connection;
  pending: PendingAuthorization | null;
  receipt: DeletionReceipt;
  endpointIds: string[];
};

async function remove({ now }: Needs, tx: TenantTransaction, actor: Actor): Promise<Removal> {
  // Held: a refresh that stores its tokens now does so before us, and they are the ones given back, or not at all.
  const connection = await holdConnection(tx);
  if (!connection || !(await disableConnection(tx)))
    throw new AppError("conflict", "Lightspeed is not connected, or was deleted just now.");
  const { open, pending } = await deleteAuthorizations(tx);
  const flows = open + (pending ? 1 : 0);
  const links = await deactivateLocationLinks(tx);
  const endpoints = await retireAllEndpoints(tx);
  await deleteConnectionTest(tx);
  await setInHouseProvider(tx, null);
  const message = `${actor.userName} deleted the Lightspeed integration.`;
  await closeLightspeedIssues(tx, message, now());
  await writeLog(tx, now(), { level: "warning", operation: "Delete", message });
  await appendAudit(tx, { merchantId: tx.merchantId, actor, action: "connection.deleted", subject: connection.id });
  const receipt = await insertReceipt(tx, {
    byName: actor.userName,
    removed: [
      {
        what: "Access and refresh token",
        detail: connection.refreshToken ? "Erased from our database." : "There were none any more.",
      },
      { what: "In-house channel", detail: "No longer connected to Lightspeed." },
      { what: "Background renewal", detail: "Stopped." },
      ...(flows > 0 ? [{ what: "Sign-ins in progress", detail: "Cancelled." }] : []),
    ],
    kept: [
      { what: "Integration logs", detail: `${await countLogEntries(tx)} entries.` },
      {
        what: "Location links",
        detail:
          links.length > 0
            ? `${links.length}, switched off. They are offered again when you connect.`
            : "There were none in use.",
      },
      { what: "Locations and settings in Upvendo", detail: "Unchanged." },
    ],
    unreachable: [
      ...(endpoints.length > 0 ? [endpointUnconfirmed] : []),
      ...(connection.refreshToken || pending ? [unconfirmed] : []),
    ],
  });
  return { connection, pending, receipt, endpointIds: endpoints.map(({ endpointId }) => endpointId) };
}

async function removeEndpoints(services: Needs, merchantId: string, removal: Removal): Promise<Removal> {
  const { connection, endpointIds, receipt } = removal;
  if (endpointIds.length === 0) return removal;
  const sealed = connection.accessToken;
  const accessToken =
    sealed &&
    tryOpen(services, connection, () =>
      openAccessToken(services.keyring, "connections", { ...connection, accessToken: sealed }),
    );
  if (!accessToken) return removal;
  const removed = removeEndpointsWith(services, { merchantId, accessToken }, endpointIds);
  if (!(await within(ENDPOINT_LIMIT_MS, removed, () => false))) return removal;
  const content = {
    removed: [...receipt.removed, { what: "Webhook endpoint", detail: "Taken out of Lightspeed; it confirmed." }],
    unreachable: receipt.unreachable.filter(({ what }) => what !== endpointUnconfirmed.what),
  };
  await withTenant(services.db, merchantId, (tx) => updateReceipt(tx, receipt.id, content));
  return { ...removal, receipt: { ...receipt, ...content } };
}

/** The vendor documents no revocation, so a refusal or silence only changes a line of the receipt. */
async function revoke(
  services: Needs,
  merchantId: string,
  { connection, pending, receipt }: Removal,
): Promise<DeletionReceipt> {
  const opened = openAll(services, connection, pending);
  const tokens = opened.filter((token) => token !== null);
  if (tokens.length === 0) return receipt;
  const revoked = Promise.all(tokens.map((token) => giveBack(services, token))).then((all) => all.every(Boolean));
  const confirmed = await within(REVOKE_LIMIT_MS, revoked, () => false);
  if (!confirmed || tokens.length < opened.length) return receipt;
  const content = {
    removed: [...receipt.removed, { what: "Permission at Lightspeed", detail: "Withdrawn; Lightspeed confirmed." }],
    unreachable: receipt.unreachable.filter(({ what }) => what !== unconfirmed.what),
  };
  await withTenant(services.db, merchantId, (tx) => updateReceipt(tx, receipt.id, content));
  return { ...receipt, ...content };
}

async function giveBack({ oauth }: Needs, token: string): Promise<boolean> {
  try {
    await oauth.revoke(token);
    return true;
  } catch (error) {
    if (error instanceof OAuthError) return false;
    throw error;
  }
}

/** Tokens that do not open or are of another environment (null) cannot be given back, and must not stop the removal. */
function openAll(services: Needs, connection: Connection, pending: PendingAuthorization | null): (string | null)[] {
  const { refreshToken } = connection;
  const { keyring } = services;
  return [
    ...(refreshToken === null
      ? []
      : [
          tryOpen(services, connection, () =>
            openRefreshToken(keyring, "connections", { ...connection, refreshToken }),
          ),
        ]),
    ...(pending === null
      ? []
      : [tryOpen(services, pending, () => openRefreshToken(keyring, "pending_authorizations", pending))]),
  ];
}

function tryOpen(
  { lightspeed }: Needs,
  { merchantId, environment }: Pick<Connection, "merchantId" | "environment">,
  open: () => string,
): string | null {
  if (environment !== lightspeed.environment) return null;
  try {
    return open();
  } catch (error) {
    if (!(error instanceof SealBrokenError)) throw error;
    log.error({ error, merchantId }, "stored credentials do not open");
    return null;
  }
}
