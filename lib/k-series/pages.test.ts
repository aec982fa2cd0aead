import fc from "fast-check";
import { expect, test } from "vitest";
import { KSeriesHttpError, KSeriesResponseError } from "./errors";
import { listItemCounts } from "./list-item-counts";
import { json, standIn } from "./testing/stand-in";

const atLocation = { businessLocationId: "45" };
const whole = fc.integer({ min: 1, max: 60 });

async function gather<T>(pages: AsyncIterable<{ records: T[] }>): Promise<T[]> {
  const all: T[] = [];
  for await (const { records } of pages) all.push(...records);
  return all;
}

const range = (count: number) => Array.from({ length: count }, (_, n) => n + 1);
const number = (url: URL, name: string) => Number(url.searchParams.get(name));

test("offset paging reads every item once, whatever the size asked for, the vendor's own cap, and items added meanwhile", async () => {
  const cases = fc.record({
    count: fc.integer({ min: 0, max: 200 }),
    amount: whole,
    cap: whole,
    added: fc.array(fc.boolean(), { maxLength: 8 }),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ count, amount, cap, added }) => {
      let store = range(count).map((id) => ({ id }));
      const { client } = standIn(({ url }, n) => {
        const from = number(url, "offset");
        const page = store.slice(from, from + Math.min(cap, number(url, "amount")));
        // A new first item pushes the last of this page into the next.
        if (added[n]) store = [{ id: 1_000 + n }, ...store];
        return json(page);
      });
      const ids = (await gather(client.items.list.pages({ query: { ...atLocation, amount } }))).map(({ id }) =>
        Number(id),
      );
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.filter((id) => id <= count)).toEqual(range(count));
    }),
  );
});

test("page paging without a total reads every rich item once, also where the vendor's pages are smaller than asked", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 200 }), whole, whole, async (count, size, cap) => {
      const store = range(count).map((n) => ({ sku: `S${n}` }));
      const { client } = standIn(({ url }) => {
        const length = Math.min(cap, number(url, "size"));
        const page = store.slice(number(url, "page") * length, (number(url, "page") + 1) * length);
        return json(page.length > 0 ? { _embedded: { richItemDtoList: page } } : {});
      });
      const skus = (await gather(client.richItems.list.pages({ businessId: "1", query: { size } }))).map(
        ({ sku }) => sku,
      );
      expect(skus).toEqual(store.map(({ sku }) => sku));
    }),
  );
});

test("token paging of both versions asks for the next page on our own host and loses no sale", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 200 }),
      whole,
      fc.constantFrom("sales", "salesV2"),
      async (count, pageSize, version) => {
        const store = range(count).map((n) => ({ receiptId: `R${n}` }));
        const { client, asked } = standIn(({ url }) => {
          const from = number(url, "nextPageToken");
          const size = number(url, "pageSize");
          const more = from + size < count ? String(from + size) : null;
          const href = `https://api.ikentoo.com/f?include=payments&nextPageToken=${more}`;
          const rest =
            version === "sales" ? { _links: more ? { nextPage: { href } } : {} } : { nextPageToken: more ?? "" };
          return json({ sales: store.slice(from, from + size), ...rest });
        });
        const from = "2026-02-14T04:00:00Z";
        const pages =
          version === "sales"
            ? client.sales.list.pages({ ...atLocation, from, to: from, query: { pageSize } })
            : client.salesV2.list.pages({ ...atLocation, query: { from, pageSize } });
        expect((await gather<{ receiptId?: string | null }>(pages)).map(({ receiptId }) => receiptId)).toEqual(
          store.map(({ receiptId }) => receiptId),
        );
        expect(new Set(asked.map(({ url }) => url.host))).toEqual(new Set(["k-series.test"]));
      },
    ),
  );
});

test("availability pages end with the total that the vendor names", async () => {
  const { client, asked } = standIn(({ url }) =>
    json({ data: [{ sku: `S${number(url, "page")}`, count: 0 }], metadata: { totalPages: 3 } }),
  );
  const counts = await gather(
    client.itemAvailability.get.pages({ query: { ...atLocation, skus: ["S0", "S1", "S2"], size: 1 } }),
  );
  expect(counts.map(({ sku }) => sku)).toEqual(["S0", "S1", "S2"]);
  expect(asked).toHaveLength(3);
});

test("counts of any number of SKUs are asked for fifty at a time, each once", async () => {
  const skus = range(120).map((n) => `S${n}`);
  const { client, asked } = standIn(({ init }) => {
    const { skus: wanted } = JSON.parse(String(init.body)) as { skus: string[] };
    const data = wanted.filter((sku) => sku !== "S7").map((sku) => ({ sku, count: sku === "S1" ? 0 : null }));
    return json({ data, metadata: { warnings: [{ information: "till too old" }], totalPages: 1 } });
  });
  const { counts, warnings } = await listItemCounts(client, { ...atLocation, skus: [...skus, "S1"] });
  expect(asked.map(({ init }) => JSON.parse(String(init.body)).skus.length)).toEqual([50, 50, 20]);
  expect(counts.map(({ sku }) => sku)).toEqual(skus.filter((sku) => sku !== "S7"));
  expect(counts.find(({ sku }) => sku === "S1")?.count).toBe(0);
  expect(warnings).toEqual(["till too old"]);
});

test("items asked for by id come as one page", async () => {
  const { client, asked } = standIn(() => json([{ id: 1 }, { id: 2 }]));
  expect(await gather(client.items.list.pages({ query: { ...atLocation, itemIds: ["1", "2"] } }))).toHaveLength(2);
  expect(asked).toHaveLength(1);
});

test("after a failed page the reading goes on where the last good page ended", async () => {
  const store = range(10).map((id) => ({ id }));
  let broken = true;
  const { client } = standIn(({ url }) => {
    if (broken && number(url, "offset") >= 4) return json({}, 503);
    return json(store.slice(number(url, "offset"), number(url, "offset") + 2));
  });
  const read: string[] = [];
  let next: Record<string, number | string> | null = {};
  const go = async () => {
    const query = { ...atLocation, amount: 2, ...next };
    for await (const page of client.items.list.pages({ query })) {
      read.push(...page.records.map(({ id }) => id));
      next = page.next;
    }
  };
  await expect(go()).rejects.toThrow(KSeriesHttpError);
  expect(read).toEqual(["1", "2", "3", "4"]);
  broken = false;
  await go();
  expect(read).toEqual(store.map(({ id }) => String(id)));
  expect(next).toBeNull();
});

test("a vendor that ignores our place is not read forever", async () => {
  const same = standIn(() => json([{ id: 1 }]));
  await expect(gather(same.client.items.list.pages({ query: atLocation }))).rejects.toThrow(KSeriesResponseError);
  const token = standIn(() => json({ sales: [{ receiptId: "R1" }], nextPageToken: "again" }));
  const query = { from: "2026-02-14T04:00:00Z" };
  await expect(gather(token.client.salesV2.list.pages({ ...atLocation, query }))).rejects.toThrow(
    "the same page came again",
  );
});

test("a next link without a token is refused: the pages after it would be lost", async () => {
  const { client } = standIn(() => json({ sales: [], _links: { nextPage: { href: "https://api.ikentoo.com/next" } } }));
  const from = "2026-02-14T04:00:00Z";
  await expect(client.sales.list({ ...atLocation, from, to: from })).rejects.toThrow(KSeriesResponseError);
});
