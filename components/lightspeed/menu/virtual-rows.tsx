"use client";

import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";
import type { MenuRowView } from "@/lib/lightspeed/menu/menu-rows";
import { type ListLinks, RowWithDetail } from "./row-with-detail";

const SCREEN_PX = 37;
const PRODUCT_PX = 53;

/** Draws the rows that are in sight and a few around them. Only once the page is alive: styles come through script, as the page's policy wants. */
export function VirtualRows({ rows, label, ...links }: ListLinks & { rows: readonly MenuRowView[]; label: string }) {
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  useEffect(() => {
    const measure = () => setTop((list.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (place) => (rows[place]?.kind === "screen" ? SCREEN_PX : PRODUCT_PX),
    getItemKey: (place) => rows[place]?.at ?? place,
    overscan: 10,
    scrollMargin: top,
  });
  return (
    <ul ref={list} aria-label={label} className="relative border-t" style={{ height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map(({ index, key, start }) => {
        const row = rows[index];
        return (
          row && (
            <li
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              aria-setsize={rows.length}
              aria-posinset={index + 1}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${start - top}px)` }}
            >
              <RowWithDetail row={row} {...links} />
            </li>
          )
        );
      })}
    </ul>
  );
}
