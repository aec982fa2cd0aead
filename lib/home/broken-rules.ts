import type { BrokenRules } from "@/db/queries/home";

export type BrokenRule = {
  id: keyof BrokenRules;
  title: string;
  /** How it is counted, in words. */
  query: string;
  count: number;
};

/** Each must be zero. */
export function brokenRules(counts: BrokenRules): BrokenRule[] {
  return [
    {
      ...{ id: "notOnTill", title: "Paid, not on the till", count: counts.notOnTill },
      query:
        "Orders paid more than 60 seconds ago that the till has not confirmed, and nobody has seen to. Orders for later count from their time on.",
    },
    {
      ...{ id: "bookedTwice", title: "Booked twice", count: counts.bookedTwice },
      query: "Orders of the last 7 days with more than one payment booked on the till.",
    },
    {
      ...{ id: "overpaid", title: "Overpaid", count: counts.overpaid },
      query: "Orders of the last 7 days whose guest paid twice, or whose check holds more money than was due.",
    },
    {
      ...{ id: "unconfirmed", title: "Unconfirmed", count: counts.unconfirmed },
      query: "Orders or payments sent to Lightspeed of which nobody knows yet whether they arrived.",
    },
  ];
}
