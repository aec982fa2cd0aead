import { Badge } from "@/components/ui/badge";
import { Table, Td, Th } from "@/components/ui/table";
import { formatCount, type Region } from "@/lib/format";
import type { FloorTable, OpenCheck } from "@/lib/lightspeed/floor-plan/floor-plan-types";
import { CheckList } from "./check-list";

type TablesListProps = {
  name: string;
  tables: readonly FloorTable[];
  checksAt: Map<number, OpenCheck[]>;
  currency: string;
  region: Region;
  now: number;
};

/** The same as the drawing says, as a table. */
export function TablesList({ name, tables, checksAt, currency, region, now }: TablesListProps) {
  const sorted = [...tables].sort((a, b) => a.number - b.number);
  return (
    <Table>
      <caption className="sr-only">Tables of {name} and their open checks</caption>
      <thead>
        <tr>
          <Th>Table</Th>
          <Th className="max-sm:hidden">Description</Th>
          <Th className="max-sm:hidden">Seats</Th>
          <Th>Open checks</Th>
        </tr>
      </thead>
      <tbody>
        {sorted.map((table) => {
          const checks = checksAt.get(table.number) ?? [];
          return (
            <tr key={table.id} className="align-top">
              <Td>
                <span className="font-medium tabular-nums">{table.number}</span> <StateBadge table={table} />
                <span className="block text-muted text-xs sm:hidden">{onPhone(table)}</span>
              </Td>
              <Td className="max-sm:hidden">{table.description || <span className="text-muted">None</span>}</Td>
              <Td className="tabular-nums max-sm:hidden">
                {table.seats ?? <span className="text-muted">Not stated</span>}
              </Td>
              <Td>
                {checks.length === 0 ? (
                  <span className="text-muted">{table.state === "removed" ? "None" : "Free"}</span>
                ) : (
                  <CheckList
                    label={`Open checks of table ${table.number}`}
                    checks={checks}
                    currency={currency}
                    region={region}
                    now={now}
                  />
                )}
              </Td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}

/** What the hidden columns say, under the number where there is no room for them. */
function onPhone({ description, seats }: FloorTable): string {
  return [description, seats !== null && formatCount(seats, "seat")].filter(Boolean).join(", ");
}

function StateBadge({ table: { state, active } }: { table: FloorTable }) {
  if (state === "new") return <Badge tone="warning">New</Badge>;
  if (state === "removed") return <Badge tone="negative">No longer in Lightspeed</Badge>;
  return active ? null : <Badge>Not in use</Badge>;
}
