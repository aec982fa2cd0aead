import { expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { createRehearsalMerchant } from "@/lib/testing/rehearsal-stage";
import { rehearsalTests } from "@/lib/testing/rehearsal-tests";
import { getCertificate } from "./get-certificate";
import type { HopId } from "./hops";
import { lookNow } from "./look-now";

const { on, settled, voidAtTill } = rehearsalTests();

/** Each hop of an order that went the whole way, broken once in what it left behind. */
const after: [HopId, string, (orderId: string) => Promise<unknown>][] = [
  ["payment", "no test payment", (id) => on.owner`update payments set status = 'failed' where order_id = ${id}`],
  [
    ...(["sent", "no request that Lightspeed took"] as const),
    (id) => on.owner`delete from order_timeline where order_id = ${id} and kind like 'orders.submit%'`,
  ],
  [
    ...(["order-word", "no notification of the order"] as const),
    (id) => on.owner`delete from order_timeline where order_id = ${id} and kind = 'ORDER SUCCESS'`,
  ],
  [
    ...(["applied", "no payment that Lightspeed took"] as const),
    (id) => on.owner`delete from order_timeline where order_id = ${id} and kind = 'payments.apply'`,
  ],
  [
    ...(["payment-word", "no notification of the payment"] as const),
    (id) => on.owner`delete from order_timeline where order_id = ${id} and kind = 'PAYMENT SUCCESS'`,
  ],
  [
    "settled",
    "a cent too much on the check",
    (id) => on.owner`update orders set pos_total_minor = pos_total_minor + 1 where id = ${id}`,
  ],
  [
    "settled",
    "a check whose total nobody told",
    (id) => on.owner`update orders set pos_total_minor = null where id = ${id}`,
  ],
  ["link", "another place meanwhile", (id) => on.owner`update orders set business_location_id = '1' where id = ${id}`],
  ["settled", "a person's hand in it", (id) => on.owner`update orders set resolved_at = now() where id = ${id}`],
];

test.each(after)("%s: with %s there is no certificate, and that hop is named", async (id, _, spoil) => {
  const merchant = await createRehearsalMerchant(on.stage);
  const { rehearsalId, orderId, order, merchantId } = await settled(merchant);
  await voidAtTill(merchant, order.accountIdentifier);
  await spoil(orderId);
  const issue = await lookNow(on.stage.services, merchant.actor, { rehearsalId });
  expect(issue).toMatchObject({
    issued: false,
    broken: { id, state: "broken", fix: { href: expect.stringMatching(/^\//) } },
  });
  const rows = await on.owner`select 1 from certificates where merchant_id = ${merchantId}`;
  expect(rows).toHaveLength(0);
});

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
