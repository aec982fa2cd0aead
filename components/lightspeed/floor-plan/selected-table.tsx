import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { formatCount, type Region } from "@/lib/format";
import type { FloorTable, OpenCheck } from "@/lib/lightspeed/floor-plan/floor-plan-types";
import { CheckList } from "./check-list";

type SelectedTableProps = {
  table: FloorTable;
  checks: readonly OpenCheck[];
  duplicate: boolean;
  currency: string;
  region: Region;
  now: number;
  /** Takes a table that Lightspeed no longer has off the drawing; null where that is not to be done now. */
  forget: (() => void) | null;
};

export function SelectedTable({ table, checks, duplicate, currency, region, now, forget }: SelectedTableProps) {
  const { number, description, seats, state, active } = table;
  const facts = [
    description,
    seats && formatCount(seats, "seat"),
    !active && state !== "removed" && "not in use",
    state === "new" && "new in Lightspeed, not on your saved drawing yet",
    state === "removed" && "no longer in Lightspeed",
    duplicate && "another table has this number too",
  ];
  return (
    <Card
      id="selected-table"
      title={`Table ${number}`}
      description={facts.filter(Boolean).join(" · ")}
      actions={forget && <Button onClick={forget}>Take off the drawing</Button>}
    >
      <div role="status">
        {checks.length === 0 ? (
          <p className="text-muted text-sm">No open check.</p>
        ) : (
          <>
            {checks.length > 1 && (
              <p className="mb-2 text-muted text-sm">{checks.length} separate checks, the oldest first.</p>
            )}
            <CheckList
              label={`Open checks of table ${number}`}
              checks={checks}
              currency={currency}
              region={region}
              now={now}
            />
          </>
        )}
      </div>
    </Card>
  );
}
