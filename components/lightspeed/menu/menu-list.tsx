"use client";

import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useEffect, useId, useState } from "react";
import { readJson } from "@/components/live/read-json";
import { Input } from "@/components/ui/input";
import { formatCount } from "@/lib/format";
import type { MenuRowView } from "@/lib/lightspeed/menu/menu-rows";
import { type ListLinks, RowWithDetail } from "./row-with-detail";
import { searchRows } from "./search-rows";
import { VirtualRows } from "./virtual-rows";

type MenuListProps = ListLinks & {
  /** The first rows, as the page came; `total` counts all. */
  initial: MenuRowView[];
  total: number;
  /** Where all rows are; another address when they are others. */
  rowsUrl: string;
  question: string;
  label: string;
};

/** Longer lists are drawn only where somebody looks. */
const SHORT = 150;

/** The rows of a menu with a search that answers while somebody types. */
export function MenuList({ initial, total, rowsUrl, question: asked, label, ...links }: MenuListProps) {
  const id = useId();
  const [question, setQuestion] = useState(asked);
  const [mounted, setMounted] = useState(false);
  useEffect(() => setMounted(true), []);
  const complete = initial.length === total;
  const { data, isError } = useQuery({
    queryKey: ["menu rows", rowsUrl],
    queryFn: ({ signal }) => readJson<MenuRowView[]>(rowsUrl, signal),
    enabled: !complete,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const rows = complete ? initial : (data ?? initial);
  const wanted = useDeferredValue(question);
  // Before the page is alive the server has searched already.
  const found = mounted && wanted.trim() !== "" ? searchRows(rows, wanted).map((row) => ({ ...row, depth: 0 })) : rows;
  return (
    <>
      <form action="/lightspeed/menus" onSubmit={(event) => event.preventDefault()} className="px-4 py-3 sm:px-5">
        {Object.entries(links.place).map(([name, value]) =>
          value && name !== "q" && name !== "entry" ? (
            <input key={name} type="hidden" name={name} value={value} />
          ) : null,
        )}
        <label htmlFor={id} className="sr-only">
          Search in this menu
        </label>
        <Input
          id={id}
          type="search"
          name="q"
          value={question}
          placeholder="Search by name or SKU"
          autoComplete="off"
          onChange={(event) => setQuestion(event.currentTarget.value)}
        />
        <p role="status" className="mt-2 text-muted text-xs">
          {status({
            found: found.length,
            total,
            searching: wanted.trim() !== "",
            loaded: complete || !!data,
            failed: isError,
          })}
        </p>
      </form>
      {mounted && found.length > SHORT ? (
        <VirtualRows rows={found} label={label} {...links} />
      ) : (
        <ul aria-label={label} className="border-t">
          {found.map((row) => (
            <li key={row.at}>
              <RowWithDetail row={row} {...links} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

type Status = { found: number; total: number; searching: boolean; loaded: boolean; failed: boolean };

function status({ found, total, searching, loaded, failed }: Status): string {
  if (failed) return "The rest of the menu could not be read. Reload the page to try again.";
  if (searching) return found === 0 ? "Nothing here has that name or SKU." : `${formatCount(found, "row")} found.`;
  return loaded ? formatCount(total, "row") : `The first ${found} of ${total} rows; the rest is on its way.`;
}
