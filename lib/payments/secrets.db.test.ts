import { randomBytes, randomUUID } from "node:crypto";
import { inspect } from "node:util";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { withTenant } from "@/db/client";
import { listPaymentProfiles } from "@/db/queries/payment-profiles";
import { log } from "@/lib/log";
import { createScanner } from "@/lib/testing/canaries";
import { openPaymentStage, type PaymentStage, workOff } from "@/lib/testing/payment-stage";
import { openCredentials, openWebhookSecret } from "./credentials";
import { checkProfile } from "./profiles/check-profile";
import { createProfile } from "./profiles/create-profile";
import { listProfiles } from "./profiles/profile-view";
import { rotateWebhookSecret } from "./profiles/rotate-webhook-secret";
import { replaceProfileKeys } from "./profiles/update-profile";
import { startPayment } from "./start-payment";

let stage: PaymentStage;
let owner: postgres.Sql;
const sinks: { sink: string; text: string }[] = [];
beforeAll(async () => {
  stage = await openPaymentStage();
  owner = postgres(stage.ownerUrl, { max: 2, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end();
  await stage.close();
});

const keep = (sink: string, value: unknown) =>
  void sinks.push({ sink, text: inspect(value, { depth: 20, maxStringLength: null }) });

test("no key of a provider and no signing secret is in a table, a log, an error or a page's data, whatever goes wrong", async () => {
  for (const level of ["debug", "info", "warn", "error"] as const)
    vi.spyOn(log, level).mockImplementation((...said: unknown[]) => keep("log", said));
  const merchant = await stage.merchant();
  const { actor, merchantId, locationId } = merchant;
  const { services } = stage;
  const hex = () => randomBytes(16).toString("hex");
  const wrong = {
    stripe: { provider: "stripe", name: "Wrong", country: "BE", secretKey: `sk_test_${hex()}` },
    viva: {
      provider: "viva",
      environment: "test",
      name: "Wrong too",
      country: "BE",
      merchantId: randomUUID(),
      sourceCode: "4821",
      apiKey: hex(),
      clientSecret: hex(),
      clientId: `${hex()}.apps.vivapayments.com`,
    },
  } as const;
  for (const input of [wrong.stripe, wrong.viva])
    keep("error", await createProfile(services, actor, input).catch((error: unknown) => error));
  const made = [await merchant.payThrough("stripe"), await merchant.payThrough("viva")];
  const wish = {
    ...{ merchantId, locationId, orderId: randomUUID(), amountMinor: 500, currency: "EUR", description: "Lunch" },
    returnUrl: `${services.payments.appUrl}/o/x`,
  };
  keep("answer", await startPayment(services, wish));
  for (const fault of [
    { type: "status", status: 500 },
    { type: "raw", status: 200, headers: { "content-type": "application/json" }, body: "{" },
    { type: "cut", at: "body" },
    { type: "status", status: 400 },
  ])
    for (const { account, profileId } of made) {
      await stage.sandbox.control("POST", "/faults", { account, times: 3, do: fault });
      keep("check", await checkProfile(services, actor, profileId).catch((error: unknown) => error));
      keep("start", await startPayment(services, { ...wish, orderId: randomUUID() }).catch((error: unknown) => error));
      await stage.sandbox.control("DELETE", `/faults?account=${account}`);
    }
  const [stripe] = made;
  await rotateWebhookSecret(services, actor, stripe?.profileId ?? "");
  const { provider, secretKey } = wrong.stripe;
  keep(
    "replace",
    await replaceProfileKeys(services, actor, stripe?.profileId ?? "", { provider, secretKey }).catch(
      (error: unknown) => error,
    ),
  );
  await workOff(stage, async () => {}, merchantId).catch((error: unknown) => keep("job", error));
  keep("view", await listProfiles(services, merchantId));
  const tables = await owner<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'graphile_worker')`;
  for (const { name } of tables) {
    const rows = await owner.unsafe(`select to_jsonb(t)::text as row from ${name} t`);
    for (const { row } of rows) sinks.push({ sink: name, text: String(row) });
  }

  const profiles = await withTenant(services.db, merchantId, listPaymentProfiles);
  const secrets =
    await owner`select id, merchant_id, secret from payment_webhook_secrets where merchant_id = ${merchantId}`;
  const canaries: Record<string, string> = {
    wrong: secretKey,
    apiKey: wrong.viva.apiKey,
    clientSecret: wrong.viva.clientSecret,
  };
  for (const profile of profiles) {
    const { provider: _, ...keys } = openCredentials(services.keyring, profile);
    for (const [name, value] of Object.entries(keys))
      if (name !== "merchantId" && name !== "clientId") canaries[`${profile.provider} ${name}`] = value;
  }
  for (const { id, merchant_id, secret } of secrets)
    canaries[`secret ${id}`] = openWebhookSecret(services.keyring, { id, merchantId: merchant_id, secret });
  expect(Object.keys(canaries).length).toBeGreaterThanOrEqual(8);

  const scanner = createScanner(canaries);
  for (const { sink, text } of sinks) scanner.scan(sink, text);
  expect(scanner.hits()).toEqual([]);
  expect(sinks.filter(({ sink }) => sink === "log").length).toBeGreaterThan(2);
  expect(scanner.bytes()).toBeGreaterThan(10_000);
  const proof = createScanner(canaries);
  proof.scan("planted", JSON.stringify({ note: canaries["stripe secretKey"] }));
  expect(proof.hits().length).toBeGreaterThan(0);
});
