import { printAmount } from "@/lib/amounts";
import type { Region } from "@/lib/format";

type Notice = { tone: "positive" | "warning" | "negative"; text: string };

/** What stands in an address is a word of ours; anything else says nothing. */
const notices: Record<string, Notice> = {
  added: { tone: "positive", text: "Added to your basket." },
  other_visit: {
    tone: "warning",
    text: "You have opened this restaurant for another table or in another way since. Nothing was ordered; look at your basket here.",
  },
  full: { tone: "warning", text: "Your basket is full. Order this first, then begin another one." },
  total_mismatch: { tone: "warning", text: "The total has changed. Check it below and order again; nothing was paid." },
  would_not_land: { tone: "warning", text: "The order was not placed, and nothing was paid. See below why." },
  payment_unavailable: {
    tone: "negative",
    text: "Paying is not possible here right now. Nothing was paid: try again in a moment, or order with the staff.",
  },
  table_code_refused: {
    tone: "warning",
    text: "The code of this table was replaced. Nothing was ordered and nothing was paid: scan the code on your table again.",
  },
  kiosk_code_refused: {
    tone: "warning",
    text: "This kiosk takes no more orders. Nothing was ordered and nothing was paid: please order with the staff.",
  },
  too_many_requests: { tone: "warning", text: "That was a lot in a short time. Wait a few minutes and try again." },
  request_in_progress: { tone: "warning", text: "Your order is being placed already. Wait a moment and try again." },
  invalid_order: { tone: "negative", text: "Something in the order cannot be read. Check your basket and try again." },
};

const other: Notice = { tone: "negative", text: "The order was not placed, and nothing was paid. Please try again." };

type Place = Pick<Region, "country"> & { currency: string };

export function noticeOf(code: string | undefined, { currency, country }: Place): Notice | null {
  if (code === undefined) return null;
  if (code === "tip") {
    const example = printAmount(250, currency, { country });
    return { tone: "negative", text: `Enter the tip as an amount, such as ${example}.` };
  }
  return Object.hasOwn(notices, code) ? (notices[code] ?? other) : other;
}

/** Why somebody stands in front of a closed door. */
const refusals: Record<string, { title: string; text: string }> = {
  table_code_refused: {
    title: "This table code does not count any more",
    text: "It may be an old print, or of another restaurant. Please ask the staff for the code of your table, or order with them.",
  },
  kiosk_code_refused: {
    title: "This device is not a kiosk",
    text: "Guests: please order with the staff. For the staff: a kiosk is opened from the Upvendo back office, under Channels → Guest pages. When the kiosk's link was replaced there, it has to be opened anew.",
  },
  too_many_requests: {
    title: "One moment, please",
    text: "Many guests have come in at once. Try again in a few minutes.",
  },
};

export const refusalOf = (code: string) =>
  (Object.hasOwn(refusals, code) ? refusals[code] : undefined) ?? {
    title: "This page cannot be opened",
    text: "Scan the code on your table again, or ask the staff.",
  };
