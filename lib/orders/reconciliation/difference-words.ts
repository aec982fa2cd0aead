import type { Difference, DifferenceKind } from "@/db/schema";
import { formatMoney, type Region } from "@/lib/format";

export const differenceTitle: Record<DifferenceKind, string> = {
  paid_not_on_till: "Paid, but not on the till",
  sale_without_order: "On the till without an order of ours",
  sale_twice: "More than once on the till",
  sale_without_payment: "On the till without its payment",
  till_amount_differs: "Another amount on the till",
  till_tip_differs: "Another tip on the till",
  till_method_differs: "Booked under another payment method",
  voided_money_kept: "Taken back on the till, money kept",
  refunded_still_sold: "Given back, but still sold on the till",
  capture_unknown: "Taken by the payment provider, not in our books",
  capture_missing: "In our books, not at the payment provider",
  capture_amount_differs: "Another amount at the payment provider",
  refund_unknown: "Given back at the payment provider, not in our books",
  refund_missing: "Given back in our books, not at the payment provider",
  refund_amount_differs: "Another refund at the payment provider",
  money_left_over: "More taken than was booked",
};

type Words = { what: string; remedy: string };
type Said = Difference & { oursText: string; theirsText: string };

const words: Record<DifferenceKind, (difference: Said) => Words> = {
  paid_not_on_till: ({ oursText }) => ({
    what: `The guest paid ${oursText}, and no receipt of that day or another is for this order.`,
    remedy: "Open the order: send it again, give the money back, or enter it on the till by hand.",
  }),
  sale_without_order: ({ theirsText }) => ({
    what: `A receipt over ${theirsText} carries a reference like ours, and there is no such order here.`,
    remedy: "Look at the receipt on the till. If nobody knows it, tell Upvendo support its reference.",
  }),
  sale_twice: ({ theirs, theirsText }) => ({
    what: `The till has ${theirs ?? "several"} receipts for this order, ${theirsText} together.`,
    remedy: "Void the one too many on the till, then run this again.",
  }),
  sale_without_payment: ({ oursText }) => ({
    what: `The receipt was closed without the ${oursText} that the guest paid online. Perhaps it was paid again at the table.`,
    remedy: "Look how the receipt was paid. If the guest paid twice, give the online payment back on the order's page.",
  }),
  till_amount_differs: ({ oursText, theirsText }) => ({
    what: `Booked for this order: ${oursText}. On the receipt: ${theirsText}.`,
    remedy: "Compare the receipt with the order's page, and correct the payment on the till.",
  }),
  till_tip_differs: ({ oursText, theirsText }) => ({
    what: `The guest's tip: ${oursText}. On the receipt: ${theirsText}.`,
    remedy: "Correct the tip on the till, so that the staff gets what was meant for it.",
  }),
  till_method_differs: ({ ours, theirs }) => ({
    what: `Online payments are booked as ${ours ?? "another method"}; this receipt has ${theirs ?? "another one"}.`,
    remedy: "Change the payment method of the receipt on the till, or the bank will not add up.",
  }),
  voided_money_kept: ({ oursText, theirsText }) => ({
    what: `The till took back ${theirsText}; the guest got back ${oursText}.`,
    remedy: "Give the rest back to the guest on the order's page.",
  }),
  refunded_still_sold: ({ oursText, theirsText }) => ({
    what: `The guest got back ${oursText}; the till took back ${theirsText}.`,
    remedy: "Take the sale back on the till too, so that no tax is paid for it.",
  }),
  capture_unknown: ({ theirsText }) => ({
    what: `The payment provider took ${theirsText} for Upvendo, and our books do not have it.`,
    remedy: "Tell Upvendo support. Until then nobody should give this money back twice.",
  }),
  capture_missing: ({ oursText }) => ({
    what: `Our books say that ${oursText} was paid; the payment provider has no such payment.`,
    remedy: "Look for the payment in the provider's dashboard. If it is not there, tell Upvendo support.",
  }),
  capture_amount_differs: ({ oursText, theirsText }) => ({
    what: `Our books: ${oursText}. The payment provider: ${theirsText}.`,
    remedy: "Open the order. If too much was taken, give the rest back.",
  }),
  refund_unknown: ({ theirsText }) => ({
    what: `${theirsText} was given back at the payment provider, and our books do not have it.`,
    remedy: "Do not give it back again. If it stays here, tell Upvendo support.",
  }),
  refund_missing: ({ oursText }) => ({
    what: `Our books say that ${oursText} was given back; the payment provider has no such refund.`,
    remedy: "Look in the provider's dashboard. If it is not there, the guest still waits for the money.",
  }),
  refund_amount_differs: ({ oursText, theirsText }) => ({
    what: `Given back by our books: ${oursText}. By the payment provider: ${theirsText}.`,
    remedy: "Open the order, and give the guest what is missing.",
  }),
  money_left_over: ({ oursText, theirsText }) => ({
    what: `The guest paid ${oursText} in all; ${theirsText} of it is on the till.`,
    remedy: "Open the order, and give back what was paid too much.",
  }),
};

/** A difference in the merchant's words. */
export function explainDifference(difference: Difference, region: Region): Words & { title: string } {
  const { kind, currency, oursMinor, theirsMinor, ours, theirs } = difference;
  const money = (minor: number | null, of: string) => (minor === null ? "nothing" : formatMoney(minor, of, region));
  const isMoney = kind === "capture_amount_differs" || kind === "refund_amount_differs";
  const said = {
    ...difference,
    oursText: money(oursMinor, isMoney ? (ours ?? currency) : currency),
    theirsText: money(theirsMinor, isMoney ? (theirs ?? currency) : currency),
  };
  return { title: differenceTitle[kind], ...words[kind](said) };
}
