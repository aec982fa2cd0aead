/** Mistakes that the checker must find, made on the wire of a worker so that no product code knows them. */
export const plants = ["dedupe-off", "new-reference", "refund-on-409", "tip-twice"] as const;
type Plant = (typeof plants)[number];

type Send = typeof fetch;
type Body = Record<string, unknown>;

export function plant(name: string): void {
  if (!(plants as readonly string[]).includes(name)) return;
  const real = globalThis.fetch;
  const seen = new Set<string>();
  let count = 0;
  globalThis.fetch = async (input, init) => {
    const url = String(input);
    const body = typeof init?.body === "string" ? (JSON.parse(init.body) as Body) : null;
    if (!body) return real(input, init);
    const again = (change: Body) => real(input, { ...init, body: JSON.stringify({ ...body, ...change }) });
    if (/\/order\/(local|toGo)$/.test(url))
      return order(name as Plant, { real, input, init, body, seen, again, n: ++count });
    if (/\/op\/1\/pay$/.test(url) && name === "tip-twice") {
      const tip = Number(body.tipAmount ?? 0);
      return again({ tipAmount: tip * 2 });
    }
    return real(input, init);
  };
}

type Order = {
  real: Send;
  input: Parameters<Send>[0];
  init: RequestInit | undefined;
  body: Body;
  seen: Set<string>;
  again: (change: Body) => Promise<Response>;
  n: number;
};

async function order(name: Plant, { real, input, init, body, seen, again, n }: Order): Promise<Response> {
  const reference = String(body.thirdPartyReference);
  if (name === "dedupe-off" && n % 10 === 0) await again({ thirdPartyReference: `${reference}-again` });
  if (name === "new-reference") {
    // Every tenth answer is lost, and the try after it comes under another name.
    if (seen.has(reference)) return again({ thirdPartyReference: `${reference}-${n}` });
    if (n % 10 === 0) {
      seen.add(reference);
      await real(input, init);
      throw new TypeError("fetch failed");
    }
  }
  if (name === "refund-on-409" && n % 10 === 0) {
    await real(input, init);
    return new Response(JSON.stringify({ status: 400, message: "refused" }), { status: 400 });
  }
  return real(input, init);
}
