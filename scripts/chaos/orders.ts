import { setTimeout as delay } from "node:timers/promises";
import type { ChaosMerchant } from "./merchants";
import type { Random } from "./random";

/** Each profile of the till has its own prices. */
const card = [
  { sku: "STA-GARNAALKROKET", name: "Shrimp croquettes", dineIn: 1850, takeaway: 1760 },
  { sku: "STA-KAASKROKET", name: "Cheese croquettes", dineIn: 1450, takeaway: 1380 },
];

export type PlacedOrder = { id: string; merchant: ChaosMerchant; paymentUrl: string | null };

/** One who orders: what is in the cart, and what becomes of it once there is an order to pay. */
type Guest = (order: PlacedOrder) => Promise<void>;

type Plan = { orders: number; random: Random; guestOf: (n: number) => Guest };

/** Carts from the channels, a few at a time. A channel whose request comes to nothing sends it again under the same key. Returns how many were taken. */
export async function placeOrders(
  channelUrl: string,
  merchants: readonly ChaosMerchant[],
  { orders, random, guestOf }: Plan,
): Promise<number> {
  const carts = Array.from({ length: orders }, (_, n) => ({ cart: cartOf(n, random), guest: guestOf(n) }));
  let next = 0;
  let taken = 0;
  const channel = async () => {
    for (let n = next++; n < orders; n = next++) {
      const merchant = merchants[n % merchants.length];
      const { cart, guest } = carts[n] ?? {};
      const order = merchant && (await place(channelUrl, merchant, `cart-${n}`, cart));
      if (!order) continue;
      taken += 1;
      await guest?.(order);
    }
  };
  await Promise.all(Array.from({ length: 8 }, channel));
  return taken;
}

function cartOf(n: number, random: Random) {
  const atTable = random.chance(0.6);
  const lines = card.slice(0, 1 + random.below(card.length)).map(({ sku, name, dineIn, takeaway }) => ({
    ...{ sku, name, unitPrice: atTable ? dineIn : takeaway },
    quantity: 1 + random.below(3),
  }));
  const tip = random.chance(0.4) ? random.below(500) : 0;
  const expectedTotal = lines.reduce((sum, { unitPrice, quantity }) => sum + unitPrice * quantity, tip);
  const customer = { firstName: "Guest", lastName: `No ${n}` };
  const how = atTable ? { type: "dine_in", table: String(1 + (n % 10)) } : { type: "takeaway" };
  return { ...how, customer, lines, tip, currency: "EUR", expectedTotal };
}

type Taken = { id: string; paymentUrl: string | null };

async function place(url: string, merchant: ChaosMerchant, key: string, cart: unknown): Promise<PlacedOrder | null> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const answer = await fetch(`${url}/api/orders`, {
      method: "POST",
      headers: { authorization: `Bearer ${merchant.apiKey}`, "idempotency-key": key },
      body: JSON.stringify(cart),
      signal: AbortSignal.timeout(10_000),
    }).catch(() => null);
    const body = answer ? await answer.text().catch(() => "") : "";
    if (answer?.status === 201 && body !== "") {
      const { id, paymentUrl } = JSON.parse(body) as Taken;
      return { id, merchant, paymentUrl };
    }
    // In progress, the database away, the process just killed: it is asked again. Anything else is an answer.
    if (answer && answer.status >= 300 && answer.status < 500 && answer.status !== 409)
      throw new Error(`the cart was refused: ${body}`);
    await delay(250);
  }
  return null;
}
