import clsx from "clsx";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Picture } from "@/components/ui/picture";
import { formatCount } from "@/lib/format";
import type { MenuRowView } from "@/lib/lightspeed/menu/menu-rows";

/** How many are left, where the till counts. */
export type Counts = Record<string, number>;

// Written out: the stylesheet is made from the words in the source.
const indents = ["pl-4 sm:pl-5", "pl-7 sm:pl-9", "pl-9 sm:pl-13", "pl-11 sm:pl-17", "pl-12 sm:pl-20"];

type MenuRowProps = { row: MenuRowView; counts: Counts; picture: string | null; name: ReactNode };

/** A screen's line is a heading of what follows; a product's tells what a guest is told. */
export function MenuRow({ row, counts, picture, name }: MenuRowProps) {
  const indent = indents[Math.min(row.depth, indents.length - 1)];
  if (row.kind === "screen")
    return (
      <div className={clsx("flex min-h-9 items-center gap-2 border-b bg-sunken py-1.5 pr-4 sm:pr-5", indent)}>
        <span className="min-w-0 truncate font-medium text-sm">{name}</span>
        <span className="shrink-0 text-muted text-xs">{formatCount(row.count ?? 0, "product")}</span>
      </div>
    );
  return (
    <div className={clsx("flex min-h-12 items-center gap-3 border-b py-2 pr-4 sm:pr-5", indent)}>
      <span className="grid size-8 shrink-0 place-items-center overflow-hidden rounded border bg-sunken">
        {picture && <Picture src={picture} alt="" width={32} height={32} lazy className="size-full object-cover" />}
      </span>
      <span className="min-w-0 flex-1">
        <span className="block truncate text-sm">{name}</span>
        <span className="block truncate text-muted text-xs">
          {row.sku ? <span className="font-mono">{row.sku}</span> : "No SKU"}
          {aboutRow(row)}
        </span>
      </span>
      <Left sku={row.sku} counts={counts} />
      <span className="shrink-0 text-right text-sm tabular-nums">{row.price ?? "No price"}</span>
    </div>
  );
}

function aboutRow({ kind, choices, notes, allergens, part }: MenuRowView): string {
  const words = [
    kind === "deal" && "combo",
    kind === "modifier" && "modifier",
    part && "only as a part of something",
    choices && formatCount(choices, "choice"),
    notes && formatCount(notes, "kitchen note"),
    `allergens: ${(allergens ?? "not stated").toLowerCase()}`,
  ];
  return words
    .filter(Boolean)
    .map((word) => ` · ${word}`)
    .join("");
}

function Left({ sku, counts }: { sku: string | undefined; counts: Counts }) {
  const count = sku === undefined ? undefined : counts[sku];
  if (count === undefined) return null;
  if (count === 0) return <Badge tone="negative">Sold out</Badge>;
  return <Badge tone="warning">{`${count} left`}</Badge>;
}
