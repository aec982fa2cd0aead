import { afterAll, beforeAll, expect, test } from "vitest";
import { createTraffic, KSeriesHttpError, KSeriesNotSentError } from "@/lib/k-series";
import type { Services } from "@/lib/services";
import { openVaultStage, type VaultMerchant, type VaultStage } from "@/lib/testing/vault-stage";
import { kSeriesFor } from "./k-series-for";
import { testConnection } from "./test-connection";

let stage: VaultStage;
beforeAll(async () => {
  stage = await openVaultStage();
});
afterAll(() => stage.close());

/** As one process sees the vendor; no time is lost between tries. */
const oneProcess = (): Services => ({ ...stage.services, traffic: createTraffic({ random: () => 0 }) });

const list = (services: Services, { merchantId }: VaultMerchant) =>
  kSeriesFor(services, merchantId).businesses.list({});
const asked = ({ account }: VaultMerchant) =>
  stage.sandbox.requests({ account: account.accountId, operation: "businesses" });
const broken = { type: "status", status: 503 };
const everywhere = { operation: "all" };

test("a read that fails for a moment is sent again", async () => {
  const merchant = await stage.merchant();
  await stage.fault(merchant, broken, { operation: "businesses", times: 2 });
  expect(await list(oneProcess(), merchant)).not.toEqual([]);
  expect(await asked(merchant)).toHaveLength(3);
});

test("while everything fails the process sends little more than what it was asked for", async () => {
  const services = oneProcess();
  const merchants = await Promise.all(Array.from({ length: 10 }, () => stage.merchant()));
  for (const merchant of merchants) await stage.fault(merchant, broken, { operation: "businesses" });
  for (const merchant of merchants) await list(services, merchant).catch(() => {});
  const sent = (await Promise.all(merchants.map(asked))).flat().length;
  // Three retries are saved up at the start, and none is earned.
  expect(sent).toBeLessThanOrEqual(merchants.length + 3);
});

test("one merchant's failures hold back only that merchant; a test asks all the same and opens the way", async () => {
  const services = oneProcess();
  const [troubled, neighbour] = await Promise.all([stage.merchant(), stage.merchant()]);
  await stage.fault(troubled, broken, everywhere);
  for (let n = 0; n < 5; n++) await list(services, troubled).catch(() => {});
  const before = (await asked(troubled)).length;
  await expect(list(services, troubled)).rejects.toThrow(KSeriesNotSentError);
  expect(await asked(troubled)).toHaveLength(before);
  expect(await list(services, neighbour)).not.toEqual([]);

  const inVain = await testConnection(services, troubled.actor);
  expect(inVain.results.find(({ capability }) => capability === "Businesses")?.message).toContain("503");
  expect(await asked(troubled)).toHaveLength(before + 1);
  await expect(list(services, troubled)).rejects.toThrow(KSeriesNotSentError);

  await stage.clearFaults(troubled);
  const good = await testConnection(services, troubled.actor);
  expect(good.results.filter(({ result }) => result === "failed")).toEqual([]);
  expect(await list(services, troubled)).not.toEqual([]);
});

test("a refused permission is no sign of a failing vendor", async () => {
  const services = oneProcess();
  const merchant = await stage.merchant();
  await stage.fault(merchant, { type: "status", status: 403 }, { operation: "businesses" });
  for (let n = 0; n < 8; n++) await expect(list(services, merchant)).rejects.toThrow(KSeriesHttpError);
  expect(await asked(merchant)).toHaveLength(8);
});
