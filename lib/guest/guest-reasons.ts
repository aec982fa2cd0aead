import type { VerdictReason } from "@/lib/orders/pre-flight";

/** Why a guest cannot order this, and what to do, in words for whoever is hungry. */
export type GuestReason = { code: string; message: string; remedy: string; line?: number };

/** What our own checks say already in words for guests. */
const spoken: Record<string, Omit<GuestReason, "code">> = {
  closed: { message: "The restaurant is closed right now.", remedy: "Come back when it is open." },
  currency: { message: "The prices have changed.", remedy: "Look at the menu again." },
  price_changed: { message: "The prices have changed.", remedy: "Look at the menu again." },
  total_differs: { message: "The prices have changed.", remedy: "Look at the menu again." },
  pick_up_past: { message: "The pick-up time is past.", remedy: "Choose a later time." },
  amount_not_payable: {
    message: "This total cannot be paid here online.",
    remedy: "Change the order or the tip a little, or order with the staff.",
  },
  table_gone: { message: "This table takes no orders any more.", remedy: "Please ask the staff." },
  location_inactive: { message: "This restaurant takes no orders here any more.", remedy: "Please ask the staff." },
};

const paused = {
  message: "The kitchen has paused orders for a moment.",
  remedy: "Try again in a few minutes, or order with the staff.",
};
const cannot = {
  message: "Orders cannot be taken here right now.",
  remedy: "Please order with the staff, or try again later.",
};

const notThis = { message: "This cannot be ordered right now.", remedy: "Choose something else." };

/** These mean the same to a guest. */
const shared = new Set(["sold_out", "too_few_left", "choice_missing", "too_many_choices"]);

/** A reason that was written for the restaurant's owner: the guest hears what it means, never what is broken. */
export function toGuestReason(reason: VerdictReason): GuestReason {
  const { code, line, message, remedy } = reason;
  if (shared.has(code)) return { code, message, remedy, ...(line === undefined ? {} : { line }) };
  const words =
    spoken[code] ?? (/paused?|readiness|not_ready/.test(code) ? paused : line === undefined ? cannot : notThis);
  return {
    code: spoken[code] ? code : words === paused ? "paused" : "not_taking_orders",
    ...words,
    ...(line === undefined ? {} : { line }),
  };
}

/** Several causes may mean the same to a guest: each is said once. */
export const toGuestReasons = (reasons: readonly VerdictReason[]): GuestReason[] =>
  onceEach(reasons.map(toGuestReason));

export function onceEach(reasons: readonly GuestReason[]): GuestReason[] {
  return [...new Map(reasons.map((reason) => [`${reason.message} ${reason.line ?? ""}`, reason])).values()];
}
