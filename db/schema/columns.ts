import { customType, timestamp, uuid } from "drizzle-orm/pg-core";
import { merchants } from "./merchants";

export const instant = () => timestamp({ withTimezone: true });

/** Every tenant table carries it; the row-level policies of db/migrations compare it with the transaction's tenant. */
export const merchantId = () =>
  uuid()
    .notNull()
    .references(() => merchants.id, { onDelete: "cascade" });

/** Ciphertext of `lib/crypto/sealed-box`; plaintext never has this type, so it cannot be stored by accident. */
export type Sealed = string & { readonly __sealed: true };

export const sealed = customType<{ data: Sealed; driverData: string }>({ dataType: () => "text" });
