import type { Breach, BrokenRuleRow, RuleId } from "@/db/queries/broken-rules";

export type BrokenRule = {
  id: RuleId;
  title: string;
  /** What an order that breaks it has come to. */
  meaning: string;
  /** How it is counted, in words. */
  query: string;
  count: number;
  /** The newest that break it, with where to look; there may be more. */
  breaches: { label: string; href: string }[];
};

/** How many of each are named. */
export const NAMED = 5;

const seenTo = "Orders that somebody marked as resolved are left out.";
const moneySeenTo = "Orders, and matters of theirs, that somebody marked as resolved are left out.";
const compared = "What the comparison with the till's receipts found counts until its day is compared again.";

const rules: Record<RuleId, Pick<BrokenRule, "title" | "meaning" | "query">> = {
  notOnTill: {
    title: "Paid, not on the till",
    meaning: "The guest paid more than a minute ago, and the till has not confirmed the order.",
    query: `Orders paid more than 60 seconds ago that the till has not confirmed and whose money was not given back. Orders for later count from 60 seconds after their time on. ${seenTo}`,
  },
  bookedTwice: {
    title: "Booked twice",
    meaning: "The till has the order or its payment more than once.",
    query: `Orders of the last 7 days that Lightspeed took twice, or whose payment it took twice, without a failure in between, and those that stand on two checks. Also those of which the till has more than one receipt, or twice the payment. ${moneySeenTo} ${compared}`,
  },
  overpaid: {
    title: "Overpaid",
    meaning: "The guest or the check paid more than the order costs.",
    query: `Orders of the last 7 days whose guest paid twice or more than the total and has not got it back, or whose check holds more money than its total. Also those with more money on the receipt than was booked. ${moneySeenTo} ${compared}`,
  },
  unconfirmed: {
    title: "Unconfirmed",
    meaning: "Sent to Lightspeed, and nobody knows yet whether it arrived.",
    query: `Orders or payments sent to Lightspeed of which nobody knows yet whether they arrived. ${seenTo}`,
  },
};

/** Each must be zero. */
export function brokenRules(found: readonly BrokenRuleRow[]): BrokenRule[] {
  return (Object.keys(rules) as RuleId[]).map((id) => {
    const { count = 0, newest = [] } = found.find(({ rule }) => rule === id) ?? {};
    return { id, ...rules[id], count, breaches: newest.map(toLink) };
  });
}

const toLink = ({ orderId, number, finding }: Breach) => ({
  label: number,
  href: finding ? `/orders/reconciliation#day-${finding.day}-${finding.locationId}` : `/orders/${orderId}`,
});
