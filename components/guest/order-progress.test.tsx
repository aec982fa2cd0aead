import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { type GuestStatus, guestStatusOf, messageOf } from "@/lib/orders/guest-status";
import { OrderProgress } from "./order-progress";

const instant = new Date("2026-11-26T12:00:00Z");
type Told = Parameters<typeof messageOf>[0];
const fresh: Told = { status: "draft", posStage: null, onPosAt: null, paidAt: null, channel: "table_qr" };
const paid = { paidAt: instant };
const there = { paidAt: instant, onPosAt: instant };
const owed =
  "Your order was cancelled. You had paid for it: the restaurant knows, and this page says when your money is on its way back. If you are unsure, talk to the staff.";

/** Which of "Ordered", "Paid" and "In the kitchen" the page calls reached. */
const reached = (status: GuestStatus, facts: { paid: boolean; onTill: boolean }): string[] =>
  [
    ...renderToStaticMarkup(<OrderProgress status={status} {...facts} />).matchAll(/>([^<>]+)<span[^>]*>: reached</g),
  ].map(([, label = ""]) => label);

const ordered = ["Ordered"];
const upToPaid = ["Ordered", "Paid"];
const upToKitchen = ["Ordered", "Paid", "In the kitchen"];

const rows: [string, Partial<Told>, GuestStatus, RegExp | string, string[]][] = [
  ["not sent to pay yet", { status: "draft" }, "awaiting_payment", /^Waiting for your payment/, ordered],
  ["waiting", { status: "awaiting_payment" }, "awaiting_payment", /^Waiting for your payment/, ordered],
  ["paid", { ...paid, status: "paid" }, "received", /^Paid\. Your order is on its way/, upToPaid],
  ["being sent", { ...paid, status: "submitting" }, "received", /^Paid\. Your order is on its way/, upToPaid],
  ["queued for the till", { ...paid, status: "submitted" }, "received", /^Paid\. Your order is on its way/, upToPaid],
  ["no word in time", { ...paid, status: "unconfirmed" }, "confirming", /has not confirmed your order yet/, upToPaid],
  ["on the till", { ...there, status: "on_pos" }, "preparing", /^The kitchen has your order\.$/, upToKitchen],
  ["its payment under way", { ...there, status: "settling" }, "preparing", /^The kitchen has/, upToKitchen],
  ["its payment refused there", { ...there, status: "failed" }, "preparing", /^The kitchen has/, upToKitchen],
  ["its payment in doubt", { ...there, status: "unconfirmed" }, "preparing", /^The kitchen has/, upToKitchen],
  ["ready", { ...there, status: "completed", posStage: "ready" }, "ready", /^Your order is ready/, upToKitchen],
  [
    "under way",
    { ...there, status: "completed", posStage: "in_delivery" },
    "out_for_delivery",
    /way to you/,
    upToKitchen,
  ],
  ["settled, its check open", { ...there, status: "completed" }, "preparing", /^The kitchen has/, upToKitchen],
  ["all done", { ...there, status: "completed", posStage: "closed" }, "completed", /Enjoy!$/, upToKitchen],
  [
    "seen to by hand",
    { ...paid, status: "completed" },
    "completed",
    /^The restaurant has seen to your order/,
    upToPaid,
  ],
  ["refused by the till", { ...paid, status: "failed" }, "problem", /you do not get you do not pay for/, upToPaid],
  ["expired", { status: "cancelled" }, "cancelled", "Your order was cancelled.", ordered],
  ["called off after paying", { ...paid, status: "cancelled" }, "cancelled", owed, upToPaid],
  [
    "called off after paying and seen to",
    { ...paid, status: "cancelled", resolvedAt: instant },
    "cancelled",
    /^The restaurant has seen to your order/,
    upToPaid,
  ],
  ["voided on the till", { ...there, status: "cancelled", posStage: "cancelled" }, "cancelled", owed, upToPaid],
  ["voided there once settled", { ...there, status: "completed", posStage: "cancelled" }, "cancelled", owed, upToPaid],
  ["given back", { ...there, status: "refunded", posStage: "cancelled" }, "refunded", /on its way back\.$/, upToPaid],
  [
    "a test, voided",
    { ...paid, status: "cancelled", channel: "test" },
    "cancelled",
    "Your order was cancelled.",
    upToPaid,
  ],
];

test.each(rows)("an order that is %s is told what is proven of it", (_, part, status, message, steps) => {
  const order = { ...fresh, ...part };
  expect(guestStatusOf(order)).toBe(status);
  if (typeof message === "string") expect(messageOf(order)).toBe(message);
  else expect(messageOf(order)).toMatch(message);
  expect(reached(status, { paid: order.paidAt !== null, onTill: order.onPosAt !== null })).toEqual(steps);
});

test("money that does not fit is not called paid", () => {
  expect(reached("payment_problem", { paid: false, onTill: false })).toEqual(ordered);
});
