import { expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { createRehearsalMerchant } from "@/lib/testing/rehearsal-stage";
import { rehearsalTests } from "@/lib/testing/rehearsal-tests";
import { getCertificate } from "./get-certificate";
import { type Hop, type HopId, hopIds } from "./hops";
import { lookNow } from "./look-now";

const { on, settled, voidAtTill } = rehearsalTests();

type Spoilt = { merchantId: string; locationId: string; rehearsalId: string; orderId: string };
type Broken = [HopId, string, (of: Spoilt) => Promise<unknown>, Hop["state"]?];

const forget = (hop: HopId): Broken => [
  ...([hop, "no proof from before the order"] as const),
  ({ rehearsalId }) => on.owner`
    update rehearsals set before = (select jsonb_agg(one) from jsonb_array_elements(before) one where one->>'id' <> ${hop})
    where id = ${rehearsalId}`,
  "ahead",
];

/** Each hop of an order that went the whole way, broken once in what it left behind or in what must last. */
const broken: Broken[] = [
  [
    ...(["connection", "a permission that was withdrawn meanwhile"] as const),
    ({ merchantId: id }) => on.owner`update connections set status = 'needs_reauthorization' where merchant_id = ${id}`,
  ],
  [
    ...(["link", "another place meanwhile"] as const),
    ({ orderId: id }) => on.owner`update orders set business_location_id = '1' where id = ${id}`,
  ],
  [
    ...(["link", "a location that was let go meanwhile"] as const),
    ({ locationId: id }) => on.owner`update location_links set active = false where location_id = ${id}`,
  ],
  forget("readiness"),
  [
    ...(["order-settings", "choices that were compared with no list since"] as const),
    ({ locationId: id }) => on.owner`update location_settings set checked_at = null where location_id = ${id}`,
  ],
  forget("item"),
  [
    ...(["webhook", "an endpoint that is gone meanwhile"] as const),
    ({ merchantId: id }) => on.owner`update webhook_endpoints set status = 'pending' where merchant_id = ${id}`,
  ],
  forget("pre-flight"),
  [
    ...(["payment", "no test payment"] as const),
    ({ orderId: id }) => on.owner`update payments set status = 'failed' where order_id = ${id}`,
  ],
  [
    ...(["sent", "no request that Lightspeed took"] as const),
    ({ orderId: id }) => on.owner`delete from order_timeline where order_id = ${id} and kind like 'orders.submit%'`,
  ],
  [
    ...(["order-word", "no notification of the order"] as const),
    ({ orderId: id }) => on.owner`delete from order_timeline where order_id = ${id} and kind = 'ORDER SUCCESS'`,
  ],
  [
    ...(["applied", "no payment that Lightspeed took"] as const),
    ({ orderId: id }) => on.owner`delete from order_timeline where order_id = ${id} and kind = 'payments.apply'`,
  ],
  [
    ...(["payment-word", "no notification of the payment"] as const),
    ({ orderId: id }) => on.owner`delete from order_timeline where order_id = ${id} and kind = 'PAYMENT SUCCESS'`,
  ],
  [
    ...(["settled", "a cent too much on the check"] as const),
    ({ orderId: id }) => on.owner`update orders set pos_total_minor = pos_total_minor + 1 where id = ${id}`,
  ],
  [
    ...(["settled", "a check whose total nobody told"] as const),
    ({ orderId: id }) => on.owner`update orders set pos_total_minor = null where id = ${id}`,
  ],
  [
    ...(["settled", "a person's hand in it"] as const),
    ({ orderId: id }) => on.owner`update orders set resolved_at = now() where id = ${id}`,
  ],
  ["voided", "nobody who voided the sale", async () => {}, "waiting"],
];

test("every hop is broken once", () => {
  expect([...new Set(broken.map(([id]) => id))]).toEqual(hopIds);
});

test.each(broken)(
  "%s: with %s there is no certificate, and that hop is named",
  async (id, _, spoil, state = "broken") => {
    const merchant = await createRehearsalMerchant(on.stage);
    const { rehearsalId, orderId, order, merchantId } = await settled(merchant);
    if (id !== "voided") await voidAtTill(merchant, order.accountIdentifier);
    await spoil({ merchantId, rehearsalId, orderId, locationId: merchant.locationId });
    const issue = await lookNow(on.stage.services, merchant.actor, { rehearsalId });
    expect(issue).toMatchObject({ issued: false, broken: { id, state } });
    if (state === "broken") expect(issue).toMatchObject({ broken: { fix: { href: expect.stringMatching(/^\//) } } });
    const rows = await on.owner`select 1 from certificates where merchant_id = ${merchantId}`;
    expect(rows).toHaveLength(0);
  },
);

test("a certificate holds no longer when something that must last breaks, and holds again when it is mended; a closed till alone changes nothing", async () => {
  const merchant = await createRehearsalMerchant(on.stage, { places: ["Grand-Place", "Canal House"] });
  const otherPlace = merchant.account.businesses[0]?.locations[1]?.id ?? "";
  const { rehearsalId, order, merchantId } = await settled(merchant);
  await voidAtTill(merchant, order.accountIdentifier);
  const issue = await lookNow(on.stage.services, merchant.actor, { rehearsalId });
  if (!issue.issued) throw new Error("not issued");
  const look = () => getCertificate(on.stage.services, merchantId, issue.certificateId);
  const at = merchant.locationId;
  await on.owner`update pos_readiness set status = 'NOT_READY', sales_period = 'CLOSED' where location_id = ${at}`;
  expect(await look()).toMatchObject({ broken: null });
  const moveTo = async (placeId: string) => {
    await on.owner`update location_links set business_location_id = ${placeId} where location_id = ${at}`;
    await on.owner`update location_settings set business_location_id = ${placeId} where location_id = ${at}`;
    await on.owner`update webhook_links set business_location_id = ${placeId} where merchant_id = ${merchantId}`;
  };
  const listOf = (businesses: object[]) =>
    on.owner`update connections set businesses = ${on.owner.json(JSON.parse(JSON.stringify(businesses)))} where merchant_id = ${merchantId}`;
  const breaks: [RegExp, () => Promise<unknown>, () => Promise<unknown>][] = [
    [
      /no longer accepts Upvendo/,
      () => on.owner`update connections set status = 'needs_reauthorization' where merchant_id = ${merchantId}`,
      () => on.owner`update connections set status = 'connected' where merchant_id = ${merchantId}`,
    ],
    [
      /not linked/,
      () => on.owner`update location_links set active = false where location_id = ${at}`,
      () => on.owner`update location_links set active = true where location_id = ${at}`,
    ],
    [/the rehearsal was at another place/, () => moveTo(otherPlace), () => moveTo(merchant.placeId)],
    [/not in Lightspeed's list/, () => listOf([]), () => listOf(merchant.account.businesses)],
    [
      /not compared/,
      () => on.owner`update location_settings set checked_at = null where location_id = ${at}`,
      () => on.owner`update location_settings set checked_at = now() where location_id = ${at}`,
    ],
    [
      /no address/,
      () => on.owner`update webhook_endpoints set status = 'pending' where merchant_id = ${merchantId}`,
      () => on.owner`update webhook_endpoints set status = 'registered' where merchant_id = ${merchantId}`,
    ],
  ];
  for (const [cause, spoil, mend] of breaks) {
    await spoil();
    const now = await look();
    expect(now?.broken?.cause).toMatch(cause);
    expect(now?.broken?.fix.href).toMatch(/^\//);
    await mend();
    expect(await look()).toMatchObject({ broken: null, unaltered: true });
  }
});

test("a certificate tells times by the clock of the location that it is about, whichever others there are", async () => {
  const merchant = await createRehearsalMerchant(on.stage);
  const { rehearsalId, order, merchantId } = await settled(merchant);
  await voidAtTill(merchant, order.accountIdentifier);
  const issue = await lookNow(on.stage.services, merchant.actor, { rehearsalId });
  if (!issue.issued) throw new Error("not issued");
  // One that the picker would come to first.
  await on.owner`
    insert into locations (merchant_id, name, street, postal_code, city, country, time_zone, currency, opening_hours)
    select merchant_id, 'A first', street, postal_code, city, 'US', 'America/New_York', 'USD', opening_hours
    from locations where id = ${merchant.locationId}`;
  const look = () => getCertificate(on.stage.services, merchantId, issue.certificateId);
  expect((await look())?.region).toEqual({ country: "BE", timeZone: "Europe/Brussels" });
  await on.owner`update locations set country = 'GB', time_zone = 'Europe/London' where id = ${merchant.locationId}`;
  expect((await look())?.region).toEqual({ country: "GB", timeZone: "Europe/London" });
});

test("a certificate that somebody changed in the database says so", async () => {
  const merchant = await createRehearsalMerchant(on.stage);
  const { rehearsalId, order, merchantId } = await settled(merchant);
  await voidAtTill(merchant, order.accountIdentifier);
  const issue = await lookNow(on.stage.services, merchant.actor, { rehearsalId });
  if (!issue.issued) throw new Error("not issued");
  const change = withTenant(on.stage.services.db, merchantId, (tx) =>
    tx.execute(`update certificates set location_name = 'x'`),
  );
  await expect(change).rejects.toThrow();
  await on.owner`update certificates set location_name = 'Elsewhere' where id = ${issue.certificateId}`;
  expect(await getCertificate(on.stage.services, merchantId, issue.certificateId)).toMatchObject({ unaltered: false });
});
