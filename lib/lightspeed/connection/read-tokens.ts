import { readTenant } from "@/db/client";
import { findTokenRow, type TokenRow } from "@/db/queries/connection-tokens";
import type { Services } from "@/lib/services";

/** Sealed, as they are stored: for a page that knows it will call Lightspeed, to be read with what else it asks for in that moment. */
export function readTokens({ db }: Pick<Services, "db">, merchantId: string): Promise<TokenRow | null> {
  return readTenant(db, merchantId, findTokenRow);
}
