import { formatCount, formatMoney, type Region } from "@/lib/format";
import type { FloorTable, OpenCheck } from "@/lib/lightspeed/floor-plan/floor-plan-types";

/** From here on somebody should look after the table. */
const LONG_MS = 90 * 60_000;

export type TableTone = "free" | "open" | "long" | "paid" | "off" | "new" | "removed";

/** What a table's tile says; `spoken` says all of it, each check for itself. */
export type TableWords = { tone: TableTone; count: string; main: string; detail: string; spoken: string };

/** How the location writes amounts, and the time. */
type Around = { currency: string; region: Region; now: number };

export function tableWords(
  table: FloorTable,
  checks: readonly OpenCheck[],
  { currency, region, now }: Around,
): TableWords {
  const tone = toneOf(table, checks, now);
  const [oldest] = checks;
  const due = checks.reduce((sum, { dueMinor }) => sum + dueMinor, 0);
  const guests = checks.reduce((sum, check) => sum + (check.guests ?? 0), 0);
  const main =
    checks.length === 0 ? emptyWords[tone] : due === 0 ? "Paid" : `${formatMoney(due, currency, region)} due`;
  const age = oldest ? openFor(oldest, now) : "";
  const detail = oldest
    ? [guests > 0 && formatCount(guests, "guest"), age].filter(Boolean).join(" · ")
    : table.seats
      ? formatCount(table.seats, "seat")
      : "";
  const spoken = [
    `Table ${table.number}`,
    table.description,
    stateWords[table.state],
    checks.length === 0 ? main : formatCount(checks.length, "open check"),
    ...checks.map((check) => checkSentence(check, { currency, region, now })),
  ];
  return {
    ...{ tone, main, detail, spoken: spoken.filter(Boolean).join(", ") },
    count: checks.length > 1 ? `${checks.length} checks` : (badges[table.state] ?? ""),
  };
}

const badges: Partial<Record<FloorTable["state"], string>> = { new: "New", removed: "Gone" };

const stateWords: Record<FloorTable["state"], string> = {
  known: "",
  new: "new in Lightspeed",
  removed: "no longer in Lightspeed",
};

const emptyWords: Record<TableTone, string> = {
  ...{ free: "Free", open: "Free", long: "Free", paid: "Paid", new: "Free" },
  off: "Not in use",
  removed: "Not in Lightspeed",
};

function toneOf({ state, active }: FloorTable, checks: readonly OpenCheck[], now: number): TableTone {
  if (state === "removed") return "removed";
  if (checks.some(({ dueMinor }) => dueMinor !== 0))
    return checks.some(({ openedAt }) => openedAt && now - Date.parse(openedAt) > LONG_MS) ? "long" : "open";
  if (checks.length > 0) return "paid";
  if (state === "new") return "new";
  return active ? "free" : "off";
}

/** "35 min", "2 h 05". */
export function openFor({ openedAt }: Pick<OpenCheck, "openedAt">, now: number): string {
  if (!openedAt) return "";
  const minutes = Math.max(0, Math.floor((now - Date.parse(openedAt)) / 60_000));
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")}`;
}

export function checkSentence(check: OpenCheck, { currency, region, now }: Around): string {
  const { name, accountIdentifier, guests, dueMinor } = check;
  const age = openFor(check, now);
  return [
    `check ${accountIdentifier ?? name}`,
    dueMinor === 0 ? "paid" : `${formatMoney(dueMinor, currency, region)} due`,
    guests && formatCount(guests, "guest"),
    age && `open for ${age}`,
  ]
    .filter(Boolean)
    .join(" ");
}
