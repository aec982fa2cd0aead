import { RelativeTime } from "@/components/time/relative-time";
import { Table, Td, Th } from "@/components/ui/table";
import type { Region } from "@/lib/format";
import type { ItemCountView } from "@/lib/lightspeed/availability/availability-types";
import { CountBadge } from "./count-badge";

type CountTableProps = { label: string; counts: ItemCountView[]; renderedAt: string; region: Region };

export function CountTable({ label, counts, ...times }: CountTableProps) {
  return (
    <Table aria-label={label} className="[&_tbody_tr:last-child_td]:border-b-0">
      <thead>
        <tr>
          <Th>Item</Th>
          <Th>Left</Th>
          <Th className="max-sm:hidden">Set at the till</Th>
          <Th>Proof</Th>
        </tr>
      </thead>
      <tbody>
        {counts.map(({ sku, name, count, countUpdatedAt, readAt, source }) => (
          <tr key={sku}>
            <Td className="[overflow-wrap:anywhere]">
              {name && <span className="block font-medium">{name}</span>}
              <code className="font-mono text-muted text-xs">{sku}</code>
            </Td>
            <Td>
              <CountBadge count={count} />
            </Td>
            <Td className="whitespace-nowrap text-muted max-sm:hidden">
              {countUpdatedAt ? <RelativeTime at={countUpdatedAt} {...times} /> : "Not told"}
            </Td>
            <Td className="whitespace-nowrap text-muted">
              <RelativeTime at={readAt} {...times} />
              <span className="block text-xs">{source === "webhook" ? "from an event" : "read"}</span>
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
