import { Table, Td, Th } from "@/components/ui/table";
import { formatLogInstant, type Region } from "@/lib/format";
import type { AuditView } from "@/lib/team/get-audit-trail";

export function AuditList({ entries, region }: { entries: AuditView[]; region: Region }) {
  return (
    <Table aria-label="Audit log" className="[&_tbody_tr:last-child_td]:border-b-0">
      <thead className="max-sm:sr-only">
        <tr>
          <Th>Time</Th>
          <Th>Who</Th>
          <Th>What</Th>
          <Th>Details</Th>
        </tr>
      </thead>
      <tbody>
        {entries.map(({ seq, at, who, what, detail }) => (
          <tr key={seq} id={`entry-${seq}`} className="align-top max-sm:grid max-sm:border-b max-sm:[&_td]:border-b-0">
            <Td className="whitespace-nowrap text-muted tabular-nums">
              <time dateTime={at}>{formatLogInstant(at, region)}</time>
            </Td>
            <Td className="max-sm:pt-0">{who}</Td>
            <Td className="font-medium max-sm:pt-0">{what}</Td>
            <Td className="break-words text-muted max-sm:pt-0">{detail || "–"}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
