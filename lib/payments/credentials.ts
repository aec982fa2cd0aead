import { z } from "zod";
import type { PaymentProfile, Sealed } from "@/db/schema";
import type { Keyring } from "@/lib/crypto/keyring";
import { open, type Place, seal } from "@/lib/crypto/sealed-box";

const stored = z.discriminatedUnion("provider", [
  z.object({ provider: z.literal("stripe"), secretKey: z.string() }),
  z.object({
    provider: z.literal("viva"),
    merchantId: z.string(),
    apiKey: z.string(),
    clientId: z.string(),
    clientSecret: z.string(),
  }),
]);

export type PaymentCredentials = z.output<typeof stored>;

type Row = { id: string; merchantId: string };

const credentialsPlace = ({ id, merchantId }: Row): Place => ({
  ...{ table: "payment_profiles", column: "credentials", merchantId, rowId: id },
});

export const sealCredentials = (keyring: Keyring, row: Row, credentials: PaymentCredentials): Sealed =>
  seal(keyring, credentialsPlace(row), JSON.stringify(credentials));

export const openCredentials = (
  keyring: Keyring,
  profile: Pick<PaymentProfile, "id" | "merchantId" | "credentials">,
): PaymentCredentials => stored.parse(JSON.parse(open(keyring, credentialsPlace(profile), profile.credentials)));

const secretPlace = ({ id, merchantId }: Row): Place => ({
  ...{ table: "payment_webhook_secrets", column: "secret", merchantId, rowId: id },
});

export const sealWebhookSecret = (keyring: Keyring, row: Row, secret: string): Sealed =>
  seal(keyring, secretPlace(row), secret);
export const openWebhookSecret = (keyring: Keyring, row: Row & { secret: Sealed }): string =>
  open(keyring, secretPlace(row), row.secret);

/** Enough to tell two keys apart, too little to use one. */
export function hintOf(credentials: PaymentCredentials): string {
  if (credentials.provider === "viva")
    return `Client ID …${credentials.clientId.slice(0, -".apps.vivapayments.com".length).slice(-4)}`;
  const prefix = /^[a-z]{2}_(?:test|live)_/.exec(credentials.secretKey)?.[0] ?? "";
  return `${prefix}…${credentials.secretKey.slice(-4)}`;
}
