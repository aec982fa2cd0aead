import type { Sealed } from "@/db/schema";
import type { Keyring } from "@/lib/crypto/keyring";
import { open, type Place, seal } from "@/lib/crypto/sealed-box";

type Row = { id: string; merchantId: string };
type Table = "connections" | "pending_authorizations";

const place = (table: Table, row: Row, column: string): Place => ({
  table,
  column,
  merchantId: row.merchantId,
  rowId: row.id,
});

export type SealedTokens = { accessToken: Sealed; refreshToken: Sealed };

export function sealTokens(
  keyring: Keyring,
  table: Table,
  row: Row,
  tokens: { accessToken: string; refreshToken: string },
): SealedTokens {
  return {
    accessToken: seal(keyring, place(table, row, "access_token"), tokens.accessToken),
    refreshToken: seal(keyring, place(table, row, "refresh_token"), tokens.refreshToken),
  };
}

export function openAccessToken(keyring: Keyring, table: Table, row: Row & { accessToken: Sealed }): string {
  return open(keyring, place(table, row, "access_token"), row.accessToken);
}

export function openRefreshToken(keyring: Keyring, table: Table, row: Row & { refreshToken: Sealed }): string {
  return open(keyring, place(table, row, "refresh_token"), row.refreshToken);
}

const verifierPlace = (flow: Row): Place => ({
  table: "authorization_requests",
  column: "code_verifier",
  merchantId: flow.merchantId,
  rowId: flow.id,
});

export const sealVerifier = (keyring: Keyring, flow: Row, verifier: string): Sealed =>
  seal(keyring, verifierPlace(flow), verifier);
export const openVerifier = (keyring: Keyring, flow: Row, sealed: Sealed): string =>
  open(keyring, verifierPlace(flow), sealed);
