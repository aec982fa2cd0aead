/** A column that holds sealed values. Its table has the columns `id` (uuid) and `merchant_id`, which the values are bound to. */
export type SealedColumn = { table: string; column: string };

/** All of them: key rotation visits these and no others. A test compares the list with the schema. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: "connections", column: "access_token" },
  { table: "connections", column: "refresh_token" },
  { table: "authorization_requests", column: "code_verifier" },
  { table: "pending_authorizations", column: "access_token" },
  { table: "pending_authorizations", column: "refresh_token" },
  { table: "payment_profiles", column: "credentials" },
  { table: "payment_webhook_secrets", column: "secret" },
  { table: "table_code_keys", column: "secret" },
  { table: "kiosk_keys", column: "secret" },
  { table: "attention_settings", column: "webhook_url" },
  { table: "attention_settings", column: "webhook_secret" },
];
