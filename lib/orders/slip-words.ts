import type { Order, OrderLine, SlipKind } from "@/db/schema";
import { decimalsOf, formatInstant, nowhere } from "@/lib/format";
import { choiceNames } from "./guest-status";

type Told = Pick<
  Order,
  | "number"
  | "channel"
  | "kind"
  | "tableNumber"
  | "collectAt"
  | "lines"
  | "totalMinor"
  | "currency"
  | "failureDetail"
  | "refundDueAt"
>;

/** What is printed. Nothing of the guest stands on it, and only signs that every docket printer has. */
export function slipWords(kind: SlipKind, order: Told, timeZone: string): string {
  const name = `order ${order.number}${order.channel === "test" ? " (TEST)" : ""}, ${placeOf(order, timeZone)}`;
  const words = {
    not_on_till: () =>
      [
        `NOT ON THE TILL: ${name}.`,
        `${listed(order.lines)}.`,
        `Reason: ${(order.failureDetail ?? "the till did not take it").slice(0, 120).replace(/\.$/, "")}.`,
        money(order, timeZone),
        "Serve it from this paper only after marking it as resolved in Upvendo.",
      ].join(" "),
    now_on_till: () =>
      `NOW ON THE TILL: ${name}. The slip "NOT ON THE TILL" no longer counts: prepare it once, from the till.`,
    cancelled: () => `CANCELLED: ${name}. Do not prepare it; void the check.`,
  };
  return printable(words[kind]());
}

function placeOf({ tableNumber, kind, collectAt }: Told, timeZone: string): string {
  if (tableNumber !== null) return `table ${tableNumber}`;
  if (collectAt !== null) return `pick-up ${clock(collectAt, timeZone)}`;
  return kind === "local" ? "dine-in" : "takeaway";
}

const MOST_LINES = 20;

function listed(lines: readonly OrderLine[]): string {
  const shown = lines.slice(0, MOST_LINES).map((line) => {
    const choices = choiceNames(line);
    return `${line.quantity} x ${line.name}${choices.length > 0 ? ` (${choices.join(", ")})` : ""}`;
  });
  const rest = lines.length - shown.length;
  return [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join("; ");
}

function money({ totalMinor, currency, channel, refundDueAt }: Told, timeZone: string): string {
  if (channel === "test") return "No money was taken.";
  const digits = decimalsOf(currency);
  const paid = `The guest paid ${(totalMinor / 10 ** digits).toFixed(digits)} ${currency}`;
  return refundDueAt === null
    ? `${paid}; a person decides about the money.`
    : `${paid}; it goes back at ${clock(refundDueAt, timeZone)} unless the order is sent again.`;
}

/** As the till's own clock: every docket printer has these signs. */
const clock = (at: Date, timeZone: string) => formatInstant(at.toISOString(), { ...nowhere, timeZone }).slice(-5);

const printable = (text: string) => text.replaceAll(/[\p{C}\s]+/gu, " ").slice(0, 1_500);
