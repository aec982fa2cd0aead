import { randomUUID } from "node:crypto";
import type postgres from "postgres";
import type { Keyring } from "@/lib/crypto/keyring";
import { type Place, seal } from "@/lib/crypto/sealed-box";

export type SealedRow = { merchantId: string; connectionId: string; accessToken: string; refreshToken: string };

/** A connected merchant with everything that is ever sealed (one value a column), as the owner's role stores it; tokens are made up unless given. */
export async function insertSealedRows(
  owner: postgres.Sql,
  keyring: Keyring,
  given: { accessToken?: string; refreshToken?: string } = {},
): Promise<SealedRow> {
  const [merchantId, connectionId, flowId, pendingId, userId] = Array.from({ length: 5 }, () => randomUUID());
  if (!merchantId || !connectionId || !flowId || !pendingId || !userId) throw new Error("no ids");
  const [profileId, webhookSecretId] = [randomUUID(), randomUUID()];
  const [locationId, tableKeyId, kioskKeyId, noticesId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const { accessToken = `access-${randomUUID()}`, refreshToken = `refresh-${randomUUID()}` } = given;
  const sealed = (table: string, column: string, rowId: string, secret: string) =>
    seal(keyring, { table, column, merchantId, rowId } satisfies Place, secret);
  const inTenMinutes = new Date(Date.now() + 600_000);
  await owner.begin(async (tx) => {
    await tx`insert into merchants ${tx({ id: merchantId, name: "Sealed" })}`;
    await tx`insert into connections ${tx({
      id: connectionId,
      merchant_id: merchantId,
      environment: "sandbox",
      status: "connected",
      scopes: ["orders-api", "financial-api", "items", "offline_access"],
      access_token: sealed("connections", "access_token", connectionId, accessToken),
      refresh_token: sealed("connections", "refresh_token", connectionId, refreshToken),
      access_expires_at: new Date(Date.now() + 3_600_000),
      access_lifetime: 3_600,
    })}`;
    await tx`insert into authorization_requests ${tx({
      ...{ id: flowId, merchant_id: merchantId, user_id: userId, session_id: userId, environment: "sandbox" },
      code_verifier: sealed("authorization_requests", "code_verifier", flowId, `verifier-${flowId}`),
      ...{ created_at: new Date(), expires_at: inTenMinutes },
    })}`;
    await tx`insert into pending_authorizations ${tx({
      ...{ id: pendingId, merchant_id: merchantId, user_id: userId, environment: "sandbox" },
      access_token: sealed("pending_authorizations", "access_token", pendingId, `access-${pendingId}`),
      refresh_token: sealed("pending_authorizations", "refresh_token", pendingId, `refresh-${pendingId}`),
      ...{
        access_lifetime: 300,
        received_at: new Date(),
        scopes: [],
        businesses: tx.json([]),
        expires_at: inTenMinutes,
      },
    })}`;
    await tx`insert into payment_profiles ${tx({
      ...{ id: profileId, merchant_id: merchantId, name: "Cards", country: "BE", provider: "stripe", test_mode: true },
      ...{ account_id: "acct_sealed", credentials_hint: "sk_test_…" },
      credentials: sealed("payment_profiles", "credentials", profileId, `credentials-${profileId}`),
    })}`;
    await tx`insert into payment_webhook_secrets ${tx({
      ...{ id: webhookSecretId, merchant_id: merchantId, profile_id: profileId },
      secret: sealed("payment_webhook_secrets", "secret", webhookSecretId, `secret-${webhookSecretId}`),
    })}`;
    await tx`insert into locations ${tx({
      ...{ id: locationId, merchant_id: merchantId, name: "Sealed", street: "a", postal_code: "b", city: "c" },
      ...{ country: "BE", time_zone: "Europe/Brussels", currency: "EUR", opening_hours: tx.json({}) },
    })}`;
    await tx`insert into table_code_keys ${tx({
      ...{ id: tableKeyId, merchant_id: merchantId, location_id: locationId, version: 1 },
      secret: sealed("table_code_keys", "secret", tableKeyId, `secret-${tableKeyId}`),
    })}`;
    await tx`insert into kiosk_keys ${tx({
      ...{ id: kioskKeyId, merchant_id: merchantId, location_id: locationId, version: 1, created_by: "Sealed" },
      secret: sealed("kiosk_keys", "secret", kioskKeyId, `secret-${kioskKeyId}`),
    })}`;
    await tx`insert into attention_settings ${tx({
      ...{ id: noticesId, merchant_id: merchantId, updated_at: new Date(), updated_by: "Sealed" },
      webhook_url: sealed("attention_settings", "webhook_url", noticesId, `https://hooks.test/${noticesId}`),
      webhook_secret: sealed("attention_settings", "webhook_secret", noticesId, `whsec_${noticesId}`),
    })}`;
  });
  return { merchantId, connectionId, accessToken, refreshToken };
}
