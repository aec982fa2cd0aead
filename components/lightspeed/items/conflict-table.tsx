import { Alert } from "@/components/ui/alert";
import { Table, Td, Th } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";

/** A field of which somebody else has made another thing. */
export type ConflictRow = { field: string; mine: string; theirs: string };

type ConflictTableProps = {
  rows: ConflictRow[];
  /** Reads it as it is now and forgets what was typed. */
  reload: string;
};

/** Both versions side by side: what was typed, and what is there now. */
export function ConflictTable({ rows, reload }: ConflictTableProps) {
  return (
    <Alert tone="warning" role="alert" title="Somebody else has changed this since you opened it. Nothing was saved.">
      <p>
        Compare both versions. Save again to put yours in place of theirs, or{" "}
        <TextLink href={reload}>take theirs</TextLink>.
      </p>
      <div className="mt-3 overflow-clip rounded border bg-surface">
        <Table aria-label="Both versions" className="[&_tbody_tr:last-child_td]:border-b-0">
          <thead>
            <tr>
              <Th>Field</Th>
              <Th>Yours</Th>
              <Th>At Lightspeed now</Th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ field, mine, theirs }) => (
              <tr key={field}>
                <Td className="align-top font-medium">{field}</Td>
                <Td className="whitespace-pre-wrap align-top [overflow-wrap:anywhere]">{mine || "(empty)"}</Td>
                <Td className="whitespace-pre-wrap align-top [overflow-wrap:anywhere]">{theirs || "(empty)"}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
    </Alert>
  );
}
