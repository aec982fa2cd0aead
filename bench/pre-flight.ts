import { preFlight } from "@/lib/orders/pre-flight";
import { priceCart } from "@/lib/orders/price-cart";
import { openStage } from "@/lib/testing/connection-stage";
import { createGuestMerchant } from "@/lib/testing/guest-stage";
import { percentile } from "./ratio";

export type PreFlightFigures = { p50Ms: number; p99Ms: number; busyP50Ms: number; busyP99Ms: number; atOnce: number };

const ROUNDS = 200;
const AT_ONCE = 10;
const cart = [
  { sku: "STA-GARNAALKROKET", name: "Shrimp croquettes", quantity: 2, unitPrice: 1850 },
  { sku: "STA-KAASKROKET", name: "Cheese croquettes", quantity: 1, unitPrice: 1450 },
];

/** "Will this order land?" for a cart of two lines, the sandbox's answers included: one at a time, and ten at once. */
export async function preFlightTime(urls: { appUrl: string; ownerUrl: string }): Promise<PreFlightFigures> {
  const stage = await openStage(urls);
  try {
    const { actor, locationId } = await createGuestMerchant(stage);
    const once = async () => {
      const started = performance.now();
      const { ok } = await preFlight(stage.services, {
        ...{ merchantId: actor.merchantId, locationId, channel: "kiosk", kind: "local", currency: "EUR" },
        ...{ tableNumber: null, addToCheck: null, collectAt: null, scheduledFor: null },
        ...priceCart({ lines: cart }),
      });
      if (!ok) throw new Error("the order would not land");
      return performance.now() - started;
    };
    for (let warm = 0; warm < 20; warm += 1) await once();
    const alone: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) alone.push(await once());
    const lane = async () => {
      const times: number[] = [];
      for (let round = 0; round < ROUNDS / AT_ONCE; round += 1) times.push(await once());
      return times;
    };
    const busy = (await Promise.all(Array.from({ length: AT_ONCE }, lane))).flat();
    const at = (times: number[], share: number) => Math.round(percentile(times, share));
    return {
      ...{ p50Ms: at(alone, 0.5), p99Ms: at(alone, 0.99), busyP50Ms: at(busy, 0.5), busyP99Ms: at(busy, 0.99) },
      atOnce: AT_ONCE,
    };
  } finally {
    await stage.close();
  }
}
