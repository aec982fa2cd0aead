"use client";

import clsx from "clsx";
import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { buttonClass } from "@/components/ui/button";
import { Table, Td, Th } from "@/components/ui/table";
import { formatNumber, type Region } from "@/lib/format";
import type { ItemRow } from "@/lib/lightspeed/items/item-types";
import { itemTypeWords, problemWords } from "./item-words";

/** No more of an item than a line shows, and nothing that goes without saying: all of it goes to the browser. */
export type ItemLine = Pick<ItemRow, "id" | "name" | "price"> & {
  sku?: string;
  /** Not an ordinary item. */
  type?: string;
  archived?: true;
  problems?: ItemRow["problems"];
  group?: string;
};

/** On a phone two lines for each item. Said once of the table and not of each row. */
const narrow =
  "max-sm:[&_tbody_tr]:grid max-sm:[&_tbody_tr]:grid-cols-[1fr_auto] max-sm:[&_tbody_tr]:border-b max-sm:[&_tbody_tr:last-child]:border-b-0 max-sm:[&_tbody_td]:border-b-0";

type ItemTableProps = { rows: ItemLine[]; place: string | null; currency: string; region: Region; mayEdit: boolean };

export function ItemTable({ rows, place, currency, region, mayEdit }: ItemTableProps) {
  return (
    <Table aria-label="Items" className={clsx("[&_tbody_tr:last-child_td]:border-b-0", narrow)}>
      <thead className="max-sm:sr-only">
        <tr>
          <Th>Name</Th>
          <Th>SKU</Th>
          <Th className="max-md:hidden">Accounting group</Th>
          <Th className="text-right">Price ({currency})</Th>
          <Th>
            <span className="sr-only">{mayEdit ? "Edit" : "View"}</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((item) => (
          <tr key={item.id}>
            <Td className="[overflow-wrap:anywhere]">
              <span className="font-medium">{item.name || "Without a name"}</span>
              {item.type && (
                <span className="block text-muted text-xs">{itemTypeWords.get(item.type) ?? item.type}</span>
              )}
              {item.archived && (
                <span className="mt-1 block">
                  <Badge>Archived</Badge>
                </span>
              )}
            </Td>
            <Td className="[overflow-wrap:anywhere] max-sm:row-start-2 max-sm:pt-0">
              {item.sku && <code className="font-mono text-muted text-xs">{item.sku}</code>}
              {item.problems?.map((problem) => (
                <span key={problem} className="mt-1 block first:mt-0" title={problemWords[problem].advice}>
                  <Badge tone="warning">{problemWords[problem].label}</Badge>
                </span>
              ))}
            </Td>
            <Td className="text-muted max-md:hidden">{item.group ?? "None"}</Td>
            <Td className="whitespace-nowrap text-right tabular-nums max-sm:col-start-2 max-sm:row-start-1">
              {item.price === null ? <span className="text-muted">None</span> : formatNumber(item.price, region)}
            </Td>
            <Td className="text-right max-sm:col-start-2 max-sm:row-start-2 max-sm:pt-0">
              <Link
                href={`/lightspeed/items/${item.id}${place ? `?place=${place}` : ""}`}
                prefetch={false}
                aria-label={`${mayEdit ? "Edit" : "View"} ${item.name}`}
                className={buttonClass({ size: "sm" })}
              >
                {mayEdit ? "Edit" : "View"}
              </Link>
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
