import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { saveLocationSettings } from "@/db/queries/location-settings";
import { storeReadiness } from "@/db/queries/pos-readiness";
import { refreshFloorPlans } from "@/lib/lightspeed/floor-plan/refresh-floor-plans";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { createGuestMerchant } from "@/lib/testing/guest-stage";
import type { OrderMerchant } from "@/lib/testing/order-stage";
import { intakeOrder } from "./intake-order";
import { type OrderDraft, preFlight } from "./pre-flight";
import { priceCart } from "./price-cart";

let stage: Stage;
let merchant: OrderMerchant;
beforeAll(async () => {
  stage = await openStage();
});
beforeEach(async () => {
  merchant = await createGuestMerchant(stage);
});
afterAll(() => stage.close());

const tenant = <T>(work: Parameters<typeof withTenant<T>>[2]) =>
  withTenant(stage.services.db, merchant.actor.merchantId, work);
const backOffice = (change: object) => stage.sandbox.control("PATCH", `/till/${merchant.placeId}/back-office`, change);
const readPlans = () => refreshFloorPlans(stage.services, merchant.actor.merchantId, merchant.locationId);
const growOld = (minutes: number) =>
  tenant((tx) => tx.execute(`update snapshots set read_at = read_at - interval '${minutes} minutes'`));

const croquettes = { sku: "STA-GARNAALKROKET", name: "Shrimp croquettes", quantity: 2, unitPrice: 1850 };

async function verdictAt(tableNumber: string, questionMs = 10_000) {
  const { merchantId } = merchant.actor;
  const draft: OrderDraft = {
    ...{ merchantId, locationId: merchant.locationId, channel: "kiosk", kind: "local", currency: "EUR" },
    ...{ tableNumber, addToCheck: null, collectAt: null, scheduledFor: null },
    ...priceCart({ lines: [croquettes] }),
  };
  const { ok, reasons, proofs = [] } = await preFlight(stage.services, draft, { questionMs });
  const about = (name: string) => proofs.find((proof) => proof.about === name);
  return { ok, codes: reasons.map(({ code }) => code), table: about("table"), staff: about("staff") };
}

test("a table that was removed in Lightspeed is refused before anybody pays for an order to it", async () => {
  await readPlans();
  expect(await verdictAt("12")).toMatchObject({ ok: true, table: { at: expect.any(String) } });
  await backOffice({ removedTables: [12] });
  await growOld(11);
  expect(await verdictAt("12")).toMatchObject({ ok: false, codes: ["table_gone"] });
  const { merchantId } = merchant.actor;
  const caller = { id: merchantId, merchantId, locationId: merchant.locationId, channel: "test" as const };
  const body = { type: "dine_in", table: "12", currency: "EUR", expectedTotal: 3700, lines: [croquettes] };
  const answer = await intakeOrder(stage.services, { caller, idempotencyKey: "gone", rawBody: JSON.stringify(body) });
  expect(answer).toMatchObject({ status: 422, body: { reasons: [{ code: "table_gone" }] } });
  const [counted] = await tenant((tx) => tx.execute<{ n: number }>("select count(*)::int as n from payments"));
  expect(counted?.n).toBe(0);
});

test("a table that was added since the plans were read is no reason to refuse", async () => {
  await readPlans();
  expect(await verdictAt("99")).toMatchObject({ ok: false, codes: ["table_gone"] });
  await backOffice({ addedTables: [{ number: 99 }] });
  await growOld(2);
  expect(await verdictAt("99")).toMatchObject({ ok: true, codes: [] });
});

test("plans that were never read, or that Lightspeed does not show in time, refuse nothing and prove nothing", async () => {
  await backOffice({ removedTables: [12] });
  const unknown = {
    ok: true,
    codes: [],
    table: { at: null, message: "Whether the till has this table is not known." },
  };
  expect(await verdictAt("12")).toMatchObject(unknown);
  await readPlans();
  await growOld(11);
  await stage.sandbox.control("POST", "/faults", {
    ...{ account: merchant.account.accountId, operation: "floorPlans", do: { type: "status", status: 503 } },
  });
  expect(await verdictAt("12")).toMatchObject(unknown);
});

test("the verdict says whose name the payment is booked in, and warns where it is nobody's", async () => {
  const { locationId, placeId: businessLocationId } = merchant;
  const tell = (staffId: string | null, at: Date) =>
    tenant((tx) =>
      storeReadiness(
        tx,
        { locationId, businessLocationId },
        {
          ...{ status: "READY", apiEnabled: true, salesPeriod: "OPENED", acceptingOnlineOrders: true, staffId },
          ...{ availableDevices: true, orderProfileId: null, lastUpdatedAt: at, versionAt: at, readAt: at },
          ...{ source: "poll", askedAt: at },
        },
      ),
    );
  expect((await verdictAt("12")).staff).toMatchObject({ at: null });
  const at = new Date();
  await tell(null, at);
  expect(await verdictAt("12")).toMatchObject({
    ok: true,
    staff: {
      at: at.toISOString(),
      message: expect.stringMatching(/no staff member for online orders here.*Payments can be refused.*Order settings/),
    },
  });
  await tell("77", new Date(at.getTime() + 1));
  expect((await verdictAt("12")).staff?.message).toBe("Lightspeed has a staff member for online orders.");
  await tell(null, new Date(at.getTime() + 2));
  await tenant((tx) => saveLocationSettings(tx, { locationId, businessLocationId }, { staffId: "5" }));
  expect((await verdictAt("12")).staff?.message).toBe("Payments are booked by the staff member entered.");
});
