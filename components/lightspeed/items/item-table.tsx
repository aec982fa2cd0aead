"use client";

import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { buttonClass } from "@/components/ui/button";
import { Table, Td, Th } from "@/components/ui/table";
import { formatNumber, type Region } from "@/lib/format";
import type { ItemRow } from "@/lib/lightspeed/items/item-types";
import { itemTypeWords, problemWords } from "./item-words";

/** No more of an item than a line shows: all of it goes to the browser. */
export type ItemLine = Pick<ItemRow, "id" | "name" | "itemType" | "active" | "sku" | "problems" | "price" | "group">;

type ItemTableProps = { rows: ItemLine[]; place: string | null; currency: string; region: Region; mayEdit: boolean };

export function ItemTable({ rows, place, currency, region, mayEdit }: ItemTableProps) {
  return (
    <Table aria-label="Items" className="[&_tbody_tr:last-child_td]:border-b-0">
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
          <tr
            key={item.id}
            className="max-sm:grid max-sm:grid-cols-[1fr_auto] max-sm:border-b max-sm:last:border-b-0 max-sm:[&_td]:border-b-0"
          >
            <Td className="[overflow-wrap:anywhere]">
              <span className="font-medium">{item.name || "Without a name"}</span>
              {item.itemType && item.itemType !== "ITEM" && (
                <span className="block text-muted text-xs">{itemTypeWords.get(item.itemType) ?? item.itemType}</span>
              )}
              {!item.active && (
                <span className="mt-1 block">
                  <Badge>Archived</Badge>
                </span>
              )}
            </Td>
            <Td className="[overflow-wrap:anywhere] max-sm:row-start-2 max-sm:pt-0">
              {item.sku && <code className="font-mono text-muted text-xs">{item.sku}</code>}
              {item.problems.map((problem) => (
                <span key={problem} className="mt-1 block first:mt-0" title={problemWords[problem].advice}>
                  <Badge tone="warning">{problemWords[problem].label}</Badge>
                </span>
              ))}
            </Td>
            <Td className="text-muted max-md:hidden">{item.group?.name ?? "None"}</Td>
            <Td className="whitespace-nowrap text-right tabular-nums max-sm:col-start-2 max-sm:row-start-1">
              {item.price === null ? <span className="text-muted">None</span> : formatNumber(item.price, region)}
            </Td>
            <Td className="text-right max-sm:col-start-2 max-sm:row-start-2 max-sm:pt-0">
              <Link
                href={`/lightspeed/items/${item.id}${place ? `?place=${place}` : ""}`}
                prefetch={false}
                className={buttonClass({ size: "sm" })}
              >
                {mayEdit ? "Edit" : "View"}
                <span className="sr-only"> {item.name}</span>
              </Link>
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
