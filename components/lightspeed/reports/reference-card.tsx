"use client";

import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { Table, Td, Th } from "@/components/ui/table";
import { formatCount, formatNumber, type Region } from "@/lib/format";
import type { AccountingGroupView, TaxRateView } from "@/lib/lightspeed/reports/reference-lists";

type ReferenceCardProps = {
  /** Null: could not be read; the age says why. */
  taxRates: TaxRateView[] | null;
  methods: { code: string; name: string }[] | null;
  groups: AccountingGroupView[] | null;
  age: ReactNode;
  region: Region;
};

/** What Lightspeed knows of taxes, ways of paying and accounting groups at this location. */
export function ReferenceCard({ taxRates, methods, groups, age, region }: ReferenceCardProps) {
  return (
    <Card id="reference" title="Taxes, payment methods and accounting groups">
      <div className="grid gap-3">
        {age}
        <List
          title={titled(taxRates, "tax rate")}
          head={["Code", "Rate"]}
          rows={(taxRates ?? []).map(({ code, description, percent, included }) => [
            description ? `${code} · ${description}` : code,
            `${formatNumber(percent, region)} %, ${included ? "in the price" : "added to the price"}`,
          ])}
        />
        <List
          title={titled(methods, "payment method")}
          head={["Name", "Code"]}
          rows={(methods ?? []).map(({ code, name }) => [name, code])}
        />
        <List
          title={titled(groups, "accounting group")}
          head={["Name", "Code"]}
          rows={(groups ?? []).map(({ code, name }) => [name, code])}
        />
      </div>
    </Card>
  );
}

const titled = (list: unknown[] | null, one: string) =>
  list ? formatCount(list.length, one) : `The ${one}s could not be read`;

function List({ title, head, rows }: { title: string; head: [string, string]; rows: [string, string][] }) {
  if (rows.length === 0) return <p className="text-muted text-sm">{title}</p>;
  return (
    <details>
      <summary className="w-fit cursor-pointer text-sm">{title}</summary>
      <div className="mt-2 rounded border">
        <Table>
          <caption className="sr-only">{title}</caption>
          <thead>
            <tr>
              {head.map((one) => (
                <Th key={one}>{one}</Th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([first, second]) => (
              <tr key={`${first} ${second}`}>
                <Td className="[overflow-wrap:anywhere]">{first}</Td>
                <Td className="[overflow-wrap:anywhere]">{second}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
    </details>
  );
}
