import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { OpenRefundView } from "@/lib/orders/order-view";
import { OpenRefunds } from "./open-refunds";

const refund: OpenRefundView = {
  ...{ id: "r", amountMinor: 3700, currency: "EUR", at: "2026-11-26T12:00:00Z", taken: false, problem: null },
};
const draw = (change: Partial<OpenRefundView> = {}) =>
  renderToStaticMarkup(
    <OpenRefunds refunds={[{ ...refund, ...change }]} region={{ country: "BE", timeZone: "Europe/Brussels" }} />,
  )
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");
const ONCE = "Do not give it back another way meanwhile";

test("money that goes back says how much, since when, and what stands in its way", () => {
  expect(draw()).toMatch(/37,00 is going back to the guest \(decided .*13:00.* It is being given back\./);
  expect(draw()).not.toContain(ONCE);
  const refused = draw({ problem: "The Stripe key has no permission for this." });
  expect(refused).toMatch(/37,00 could not be given back yet/);
  expect(refused).toContain(`The Stripe key has no permission for this. It is tried again by itself. ${ONCE}`);
  const taken = draw({ taken: true });
  expect(taken).toMatch(/is going back to the guest/);
  expect(taken).toContain(`The payment provider has taken it and has not finished. ${ONCE}`);
});
