/** Mistakes that the checker must find, made on the wire of a worker so that no product code knows them. */
export const plants = ["dedupe-off", "new-reference", "refund-on-409", "tip-twice", "tip-in-amount"] as const;
type Plant = (typeof plants)[number];

type Send = typeof fetch;
type Body = Record<string, unknown>;

/** One in so many is spoilt. Returns how to take it out again. */
export function plant(name: string, every = 10): () => void {
  const real = globalThis.fetch;
  const restore = () => {
    globalThis.fetch = real;
  };
  if (!(plants as readonly string[]).includes(name)) return restore;
  const seen = new Set<string>();
  let count = 0;
  globalThis.fetch = async (input, init) => {
    const url = String(input);
    const body = typeof init?.body === "string" && init.body.startsWith("{") ? (JSON.parse(init.body) as Body) : null;
    if (!body) return real(input, init);
    const again = (change: Body) => real(input, { ...init, body: JSON.stringify({ ...body, ...change }) });
    if (/\/order\/(local|toGo)$/.test(url)) {
      const n = ++count;
      return order(name as Plant, { real, input, init, body, seen, again, n, due: n % every === 0 });
    }
    if (/\/op\/1\/pay$/.test(url) && name === "tip-twice") {
      const tip = Number(body.tipAmount ?? 0);
      return again({ tipAmount: tip * 2 });
    }
    if (/\/op\/1\/pay$/.test(url) && name === "tip-in-amount")
      return again({ paymentAmount: Number(body.paymentAmount) + Number(body.tipAmount ?? 0) });
    return real(input, init);
  };
  return restore;
}

/** The other half of "refund on 409": what failed is given back at once, whatever the till may still do. */
export const refundAtOnce = `
  create function plant_refund() returns trigger language plpgsql as $$ begin new.refund_due_at := now(); new.deliverable_until := null; return new; end $$;
  create trigger plant_refund before update on orders for each row when (new.status = 'failed' and old.status <> 'failed') execute function plant_refund();`;

type Order = {
  real: Send;
  input: Parameters<Send>[0];
  init: RequestInit | undefined;
  body: Body;
  seen: Set<string>;
  again: (change: Body) => Promise<Response>;
  n: number;
  due: boolean;
};

async function order(name: Plant, { real, input, init, body, seen, again, n, due }: Order): Promise<Response> {
  const reference = String(body.thirdPartyReference);
  if (name === "dedupe-off" && due) await again({ thirdPartyReference: `${reference}-again` });
  if (name === "new-reference") {
    // An answer is lost, and the try after it comes under another name.
    if (seen.has(reference)) return again({ thirdPartyReference: `${reference}-${n}` });
    if (due) {
      seen.add(reference);
      await real(input, init);
      throw new TypeError("fetch failed");
    }
  }
  if (name === "refund-on-409" && due) {
    await real(input, init);
    return new Response(JSON.stringify({ status: 400, message: "refused" }), { status: 400 });
  }
  return real(input, init);
}
