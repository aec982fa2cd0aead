import { afterAll, beforeAll, expect, test } from "vitest";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { createGuestMerchant } from "@/lib/testing/guest-stage";
import type { OrderMerchant } from "@/lib/testing/order-stage";
import { patience } from "./patience";
import { type OrderDraft, preFlight, type Verdict } from "./pre-flight";
import { priceCart } from "./price-cart";

let stage: Stage;
let merchant: OrderMerchant;
beforeAll(async () => {
  stage = await openStage();
  merchant = await createGuestMerchant(stage);
});
afterAll(() => stage.close());

/** What a guest waits for it at most. */
const LIMIT_MS = 400;

/** Each look is at another cart, so that nothing is answered from the one before. */
function draft(quantity: number): OrderDraft {
  const { lines, totals } = priceCart({
    lines: [{ sku: "STA-GARNAALKROKET", name: "Shrimp croquettes", quantity, unitPrice: 1850 }],
  });
  return {
    ...{ merchantId: merchant.actor.merchantId, locationId: merchant.locationId, channel: "kiosk", kind: "local" },
    ...{ currency: "EUR", tableNumber: "12", addToCheck: null, collectAt: null, scheduledFor: null, lines, totals },
  };
}

/** The quickest of so many looks, in milliseconds: whatever else the machine does only adds to it. */
async function timed(looks: number): Promise<{ ms: number; verdicts: Verdict[] }> {
  const times: number[] = [];
  const verdicts: Verdict[] = [];
  for (let look = 0; look < looks; look += 1) {
    const started = performance.now();
    verdicts.push(await preFlight(stage.services, draft(look + 1)));
    times.push(performance.now() - started);
  }
  return { ms: Math.min(...times), verdicts };
}

test("the look before any payment takes no longer than a guest may wait", async () => {
  await timed(1);
  const { ms, verdicts } = await timed(9);
  expect(verdicts.every(({ ok }) => ok)).toBe(true);
  expect(ms).toBeLessThan(LIMIT_MS);
});

test("a silent Lightspeed holds it up no longer either, and the verdict says that it did not answer", async () => {
  const silence = { account: merchant.account.accountId, operation: "taxPreview", times: 1_000 };
  await stage.sandbox.control("POST", "/faults", { ...silence, do: { type: "slow", ms: 5_000 } });
  // After more of them in a row it is not asked any more for a while.
  const { ms, verdicts } = await timed(3);
  for (const { ok, proofs } of verdicts) {
    expect(ok).toBe(true);
    expect(proofs?.find(({ about }) => about === "price")?.message).toContain("did not answer in time");
  }
  expect(ms, "it was waited for").toBeGreaterThan(patience.question - 10);
  expect(ms).toBeLessThan(LIMIT_MS);
});
