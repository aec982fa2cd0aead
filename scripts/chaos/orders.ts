import { setTimeout as delay } from "node:timers/promises";
import type { ChaosMerchant } from "./merchants";
import type { Random } from "./random";

const card = [
  { sku: "STA-GARNAALKROKET", name: "Shrimp croquettes", unitPrice: 1850 },
  { sku: "STA-KAASKROKET", name: "Cheese croquettes", unitPrice: 1450 },
];

/** Carts from the channels, a few at a time. A channel whose request comes to nothing sends it again under the same key. Returns how many were taken. */
export async function placeOrders(
  channelUrl: string,
  merchants: readonly ChaosMerchant[],
  { orders, random }: { orders: number; random: Random },
): Promise<number> {
  const carts = Array.from({ length: orders }, (_, n) => cartOf(n, random));
  let next = 0;
  let taken = 0;
  const channel = async () => {
    for (let n = next++; n < orders; n = next++) {
      const merchant = merchants[n % merchants.length];
      if (merchant && (await place(channelUrl, merchant, `cart-${n}`, carts[n]))) taken += 1;
    }
  };
  await Promise.all(Array.from({ length: 8 }, channel));
  return taken;
}

function cartOf(n: number, random: Random) {
  const lines = card
    .slice(0, 1 + random.below(card.length))
    .map((item) => ({ ...item, quantity: 1 + random.below(3) }));
  const tip = random.chance(0.4) ? random.below(500) : 0;
  const expectedTotal = lines.reduce((sum, { unitPrice, quantity }) => sum + unitPrice * quantity, tip);
  const customer = { firstName: "Guest", lastName: `No ${n}` };
  return { type: "dine_in", table: String(1 + (n % 10)), customer, lines, tip, currency: "EUR", expectedTotal };
}

async function place(url: string, merchant: ChaosMerchant, key: string, cart: unknown): Promise<boolean> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const answer = await fetch(`${url}/api/orders`, {
      method: "POST",
      headers: { authorization: `Bearer ${merchant.apiKey}`, "idempotency-key": key },
      body: JSON.stringify(cart),
      signal: AbortSignal.timeout(10_000),
    }).catch(() => null);
    const body = answer ? await answer.text().catch(() => "") : "";
    if (answer?.status === 201) return true;
    // In progress, the database away, the process just killed: it is asked again. Anything else is an answer.
    if (answer && answer.status < 500 && answer.status !== 409) throw new Error(`the cart was refused: ${body}`);
    await delay(250);
  }
  return false;
}
