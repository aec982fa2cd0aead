"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { readJson } from "@/components/live/read-json";
import { Spinner } from "@/components/ui/spinner";
import type { MenuEntryView } from "@/lib/lightspeed/menu/menu-entry-view";
import type { MenuRowView } from "@/lib/lightspeed/menu/menu-rows";
import type { ActionResult } from "@/lib/result";
import { EntryDetail } from "./entry-detail";
import { type MenuPlace, menuAddress } from "./menu-address";
import { type Counts, MenuRow } from "./menu-row";
import { OwnTexts } from "./own-texts";
import { pictureUrl } from "./picture-url";

export type OverrideAction = (input: {
  sku: string;
  field: "name" | "description";
  value: string | null;
}) => Promise<ActionResult<null>>;

export type ListLinks = {
  place: MenuPlace;
  /** The query that names this version to the page's other addresses. */
  version: string;
  counts: Counts;
  /** Null: may only look. */
  override: OverrideAction | null;
};

/** A row that opens in place; without script the same address shows its details on a page of their own. */
export function RowWithDetail({ row, place, version, counts, override }: ListLinks & { row: MenuRowView }) {
  const [open, setOpen] = useState(false);
  const href = menuAddress(
    row.kind === "screen" ? { ...place, screen: row.at, q: undefined } : { ...place, entry: row.at },
  );
  const name =
    row.kind === "screen" ? (
      <Link href={href} className="hover:underline">
        {row.name}
      </Link>
    ) : (
      <a
        href={href}
        aria-expanded={open}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          setOpen(!open);
        }}
        className="hover:underline"
      >
        {row.name}
      </a>
    );
  return (
    <>
      <MenuRow
        row={row}
        counts={counts}
        picture={row.picture ? pictureUrl(version, row.at, "small") : null}
        name={name}
      />
      {open && (
        <div className="border-b bg-sunken px-4 py-4 sm:px-5">
          <Detail at={row.at} version={version} override={override} />
        </div>
      )}
    </>
  );
}

type DetailProps = Pick<ListLinks, "version" | "override"> & { at: string };

function Detail({ at, version, override }: DetailProps) {
  const { data, isError, refetch } = useQuery({
    queryKey: ["menu entry", version, at],
    queryFn: ({ signal }) => readJson<MenuEntryView>(`/lightspeed/menus/entry?${version}&at=${at}`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (data)
    return (
      <div className="grid gap-4">
        <EntryDetail entry={data} picture={data.picture ? pictureUrl(version, at, "large") : null} />
        {override && data.sku && <OwnTexts sku={data.sku} entry={data} save={override} />}
      </div>
    );
  if (isError)
    return (
      <p role="alert" className="text-sm">
        The details could not be read.{" "}
        <button type="button" className="underline" onClick={() => refetch()}>
          Try again
        </button>
      </p>
    );
  return (
    <p role="status" className="flex items-center gap-2 text-muted text-sm">
      <Spinner /> Reading the details
    </p>
  );
}
