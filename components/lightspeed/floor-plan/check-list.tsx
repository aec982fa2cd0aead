import { Badge } from "@/components/ui/badge";
import { formatCount, formatMoney, type Region } from "@/lib/format";
import type { OpenCheck } from "@/lib/lightspeed/floor-plan/floor-plan-types";
import { openFor } from "./table-words";

type CheckListProps = { label: string; checks: readonly OpenCheck[]; currency: string; region: Region; now: number };

/** Each check for itself, with what tells it apart from others of the same table. */
export function CheckList({ label, checks, currency, region, now }: CheckListProps) {
  return (
    <ul aria-label={label} className="grid gap-2">
      {checks.map((check) => (
        <CheckLine key={check.key} check={check} currency={currency} region={region} now={now} />
      ))}
    </ul>
  );
}

function CheckLine({
  check,
  currency,
  region,
  now,
}: {
  check: OpenCheck;
  currency: string;
  region: Region;
  now: number;
}) {
  const { accountIdentifier, name, tableNumber, guests, staffName, totalMinor, paidMinor, dueMinor } = check;
  const age = openFor(check, now);
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-6 gap-y-1 rounded border px-3 py-2 text-sm">
      <span className="min-w-0">
        <span className="font-medium">{name || "Check"}</span>{" "}
        <span className="break-all font-mono text-muted text-xs">{accountIdentifier ?? "without an identifier"}</span>
        <span className="block text-muted text-xs">
          {[
            tableNumber !== null && `table ${tableNumber}`,
            guests && formatCount(guests, "guest"),
            age && `open for ${age}`,
            staffName,
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </span>
      <span className="text-right tabular-nums">
        {dueMinor === 0 ? (
          <Badge tone="positive">Paid</Badge>
        ) : (
          <span className="font-medium">{formatMoney(dueMinor, currency, region)} due</span>
        )}
        <span className="block text-muted text-xs">
          {formatMoney(totalMinor, currency, region)} in all
          {paidMinor !== 0 && `, ${formatMoney(paidMinor, currency, region)} paid`}
        </span>
      </span>
    </li>
  );
}
