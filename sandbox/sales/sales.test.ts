import { afterAll, beforeAll, expect, test } from "vitest";
import { type Caller, callerFor, locationOf } from "../testing/caller";
import { startTestSandbox, type TestAccount, type TestSandbox } from "../testing/sandbox";
import { addDays, businessDayOf, startOfBusinessDay } from "../world/business-day";

const zone = "Europe/Brussels";
type Line = Record<"totalNetAmountWithTax" | "totalNetAmountWithoutTax" | "taxAmount", string>;
type Payment = { code: string; netAmountWithTax: string; tip: string; roundingAmount?: string };
type Sale = {
  accountFiscId: string;
  type: string;
  cancelled: boolean;
  salesLines: Line[];
  payments: Payment[];
  timeofCloseAndPaid: string;
  timeClosed: string;
  externalReferences: string[];
};
type Page = { sales: Sale[]; nextPageToken?: string; _links: { nextPage?: { href: string } }; dataComplete: boolean };

let sandbox: TestSandbox;
let account: TestAccount;
let call: Caller;
const locations = () => [locationOf(account), locationOf(account, 1)];

beforeAll(async () => {
  sandbox = await startTestSandbox();
  account = await sandbox.account({
    businesses: [{ name: "One", locations: [{ name: "Inclusive" }, { name: "Exclusive", template: "catering" }] }],
  });
  call = await callerFor(sandbox, account);
});
afterAll(() => sandbox.remove());

const today = () => businessDayOf(Date.now(), zone);
const at = (date: string) => new Date(startOfBusinessDay(date, zone)).toISOString();
const micro = (text: string) => Math.round(Number(text) * 1_000_000);
const cents = (text: string) => Math.round(Number(text) * 100);
const total = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0);

async function v1(location: string, from: string, to: string, pageSize = 1_000): Promise<Sale[]> {
  const sales: Sale[] = [];
  let path: string | undefined =
    `/f/finance/${location}/financials/${at(from)}/${at(to)}?include=payments&pageSize=${pageSize}`;
  while (path !== undefined) {
    const page: Page = (await call("GET", path)).body;
    expect(page.sales.length).toBeLessThanOrEqual(pageSize);
    sales.push(...page.sales);
    path = page._links.nextPage?.href.slice(sandbox.url.length);
  }
  return sales;
}

async function v2(location: string, from: string, to: string, pageSize: number): Promise<Sale[]> {
  const path = `/f/v2/business-location/${location}/sales?include=payments&from=${at(from)}&to=${at(to)}&pageSize=${pageSize}`;
  const sales: Sale[] = [];
  let token = "";
  do {
    const page: Page = (await call("GET", `${path}&nextPageToken=${token}`)).body;
    sales.push(...page.sales);
    token = page.nextPageToken ?? "";
  } while (token !== "");
  return sales;
}

const ids = (sales: Sale[]) => sales.map(({ accountFiscId }) => accountFiscId);

test("ninety days hold voids, refunds, tips and several payment methods, and every sale ties out to the cent", async () => {
  for (const [index, location] of locations().entries()) {
    const sales = await v1(location, addDays(today(), -90), today());
    expect(sales.length).toBeGreaterThan(1_000);
    expect(new Set(sales.map(({ type }) => type))).toEqual(new Set(["SALE", "VOID", "REFUND"]));
    expect(new Set(sales.flatMap(({ payments }) => payments.map(({ code }) => code)))).toContain("OOPAYMENT");
    expect(total(sales.flatMap(({ payments }) => payments.map(({ tip }) => cents(tip))))).toBeGreaterThan(0);
    for (const { salesLines, payments } of sales) {
      const bill = total(
        salesLines.map((line) =>
          index === 0
            ? micro(line.totalNetAmountWithTax)
            : micro(line.totalNetAmountWithoutTax) + micro(line.taxAmount),
        ),
      );
      const paid = total(payments.map(({ netAmountWithTax }) => cents(netAmountWithTax))) * 10_000;
      expect(Math.abs(bill - paid)).toBeLessThanOrEqual(5_000);
      for (const line of salesLines.filter(() => index === 0)) {
        expect(micro(line.totalNetAmountWithoutTax) + micro(line.taxAmount)).toBe(micro(line.totalNetAmountWithTax));
      }
    }
  }
});

test("pages of any size give the same sales as one page, in V1 and in V2", async () => {
  const [location = ""] = locations();
  const [from, to] = [addDays(today(), -9), addDays(today(), -2)];
  const whole = await v1(location, from, to);
  expect(new Set(ids(whole)).size).toBe(whole.length);
  for (const size of [1, 7, 50]) expect(ids(await v1(location, from, to, size))).toEqual(ids(whole));
  const second = await v2(location, from, to, 100);
  expect(new Set(ids(second)).size).toBe(second.length);
  expect(ids(await v2(location, from, to, 7))).toEqual(ids(second));
});

test("a correction counts for the original day in V1 and for its own moment in V2", async () => {
  const [location = ""] = locations();
  const sales = await v1(location, addDays(today(), -60), addDays(today(), -2));
  const refund = sales.find(({ type }) => type === "REFUND");
  const day = businessDayOf(Date.parse(refund?.timeofCloseAndPaid ?? ""), zone);
  const daily = async (date: string): Promise<Page> =>
    (await call("GET", `/f/v2/business-location/${location}/sales-daily?date=${date}`)).body;
  expect(ids((await daily(day)).sales)).not.toContain(refund?.accountFiscId);
  expect(ids((await daily(addDays(day, 1))).sales)).toContain(refund?.accountFiscId);
});

test("the days of a range are its business days, the day of the clock change among them", async () => {
  const [location = ""] = locations();
  const earliest: { error: string } = (
    await call("GET", `/f/v2/business-location/${location}/sales?from=2020-01-01T00:00:00Z`)
  ).body;
  const first = /\d{4}-\d{2}-\d{2}/.exec(earliest.error)?.[0] ?? "";
  const lengths = new Set<number>();
  for (let date = first; date < today(); date = addDays(date, 1)) {
    const length = (startOfBusinessDay(addDays(date, 1), zone) - startOfBusinessDay(date, zone)) / 3_600_000;
    if (length === 24) continue;
    lengths.add(length);
    const page: Page = (await call("GET", `/f/finance/${location}/dailyFinancials?date=${date}`)).body;
    expect(ids(page.sales)).toEqual(ids(await v1(location, date, addDays(date, 1))));
    expect(page.dataComplete).toBe(true);
  }
  expect(lengths.size).toBeGreaterThan(0);
});

test("a period beyond 365 days, a date without zone and a missing from are refused in each generation's own words", async () => {
  const [location = ""] = locations();
  const long = await call("GET", `/f/finance/${location}/financials/2024-01-01T00:00:00Z/2026-01-01T00:00:00Z`);
  expect(long.status).toBe(400);
  expect((await call("GET", `/f/finance/${location}/financials/2024-01-01/2024-02-01`)).status).toBe(400);
  const missing = await call("GET", `/f/v2/business-location/${location}/sales`);
  expect([missing.status, missing.body]).toEqual([400, { error: "from is missing" }]);
});

test("a year of sales can be followed page by page to its end, none twice", async () => {
  const busy = await sandbox.account({
    businesses: [{ name: "Busy", locations: [{ name: "Busy", historyDays: 370, salesPerDay: 4 }] }],
  });
  const caller = await callerFor(sandbox, busy);
  let path: string | undefined =
    `/f/finance/${locationOf(busy)}/financials/${at(addDays(today(), -365))}/${at(today())}?pageSize=250`;
  let count = 0;
  const seen = new Set<string>();
  while (path !== undefined) {
    const page: Page = (await caller("GET", path)).body;
    count += page.sales.length;
    for (const id of ids(page.sales)) seen.add(id);
    path = page._links.nextPage?.href.slice(sandbox.url.length);
  }
  expect(seen.size).toBe(count);
  expect(count).toBeGreaterThan(1_000);
});

test("a new account has no sale on its first day until it makes one, whatever was given back of the day before", async () => {
  const fresh = await sandbox.account({
    businesses: [{ name: "F", locations: [{ name: "F", historyDays: 2, salesPerDay: 900 }] }],
  });
  const afternoon = new Date(startOfBusinessDay(today(), zone) + 12 * 3_600_000).toISOString();
  await sandbox.control("POST", `/accounts/${fresh.accountId}/clock`, { now: afternoon });
  const till: { sales: object } = await sandbox.control("GET", `/till/${locationOf(fresh)}`);
  expect(till.sales).toEqual({ count: 0, totalCents: 0, paidCents: 0, tipCents: 0 });
});

test("the account's clock moves the business day, and guests come with it where they come by themselves", async () => {
  const lively = await sandbox.account({
    businesses: [{ name: "L", locations: [{ name: "L", ambient: true, salesPerDay: 60 }] }],
  });
  const caller = await callerFor(sandbox, lively);
  const location = locationOf(lively);
  const tomorrow = addDays(today(), 1);
  const moveTo = (hours: number) =>
    sandbox.control("POST", `/accounts/${lively.accountId}/clock`, {
      now: new Date(startOfBusinessDay(tomorrow, zone) + hours * 3_600_000).toISOString(),
    });
  const present = async (): Promise<unknown[]> =>
    (await caller("GET", `/o/op/1/order/table/getCheck?businessLocationId=${location}`)).body;
  const closed = async (): Promise<Page> =>
    (await caller("GET", `/f/finance/${location}/dailyFinancials?date=${tomorrow}`)).body;
  await moveTo(1);
  expect(await present()).toEqual([]);
  expect((await closed()).sales).toEqual([]);
  await moveTo(16);
  expect((await present()).length).toBeGreaterThan(0);
  const evening = await closed();
  expect(evening).toMatchObject({ dataComplete: false });
  await moveTo(25);
  const night = await closed();
  expect(night.sales.length).toBeGreaterThan(evening.sales.length);
  expect(night.dataComplete).toBe(true);
});
