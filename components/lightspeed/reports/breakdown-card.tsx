import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Table, Td, Th } from "@/components/ui/table";
import { formatMoney, type Region } from "@/lib/format";

type Row = { key: string; name: string; code?: string | undefined; count?: number; amounts: number[] };
type BreakdownCardProps = {
  id: string;
  title: string;
  /** Heading of the names; of the counts, where there are any; of the amounts. */
  by: string;
  counted?: string;
  columns: string[];
  rows: Row[];
  currency: string;
  region: Region;
};

/** One way of dividing the sums, with the whole at its foot. */
export function BreakdownCard({ id, title, by, counted, columns, rows, currency, region }: BreakdownCardProps) {
  const total = columns.map((_, index) => rows.reduce((sum, { amounts }) => sum + (amounts[index] ?? 0), 0));
  const amountCells = (amounts: number[]) =>
    columns.map((column, index) => (
      <Td key={column} className="whitespace-nowrap text-right tabular-nums">
        {formatMoney(amounts[index] ?? 0, currency, region)}
      </Td>
    ));
  return (
    <Card id={id} title={title} flush>
      {rows.length === 0 ? (
        <EmptyState title="Nothing yet">What is sold in the range shows up here.</EmptyState>
      ) : (
        <Table>
          <caption className="sr-only">{title}</caption>
          <thead>
            <tr>
              <Th>{by}</Th>
              {counted && <Th className="text-right max-sm:hidden">{counted}</Th>}
              {columns.map((column) => (
                <Th key={column} className="text-right">
                  {column}
                </Th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, name, code, count, amounts }) => (
              <tr key={key}>
                <Td className="[overflow-wrap:anywhere]">
                  {name || <span className="text-muted">Not stated</span>}
                  {code && code !== name && <span className="block text-muted text-xs">{code}</span>}
                </Td>
                {counted && <Td className="text-right tabular-nums max-sm:hidden">{count}</Td>}
                {amountCells(amounts)}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr className="font-medium">
              <Td>Total</Td>
              {counted && <Td className="max-sm:hidden" />}
              {amountCells(total)}
            </tr>
          </tfoot>
        </Table>
      )}
    </Card>
  );
}
