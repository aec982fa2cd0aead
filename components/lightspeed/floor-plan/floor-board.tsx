"use client";

import { type KeyboardEvent, type PointerEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Region } from "@/lib/format";
import type { FloorTable, OpenCheck } from "@/lib/lightspeed/floor-plan/floor-plan-types";
import { boardSize, type Direction, moved, nearestFree, neighbour, STEP } from "./grid";
import { TableTile } from "./table-tile";
import { tableWords } from "./table-words";

const arrows: Record<string, Direction> = {
  ...{ ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" },
};

type FloorBoardProps = {
  name: string;
  tables: FloorTable[];
  checksAt: Map<number, OpenCheck[]>;
  currency: string;
  region: Region;
  now: number;
  arranging: boolean;
  selected: string | null;
  onSelect: (id: string) => void;
  onMove: (id: string, x: number, y: number) => void;
};

type Drag = { id: string; x: number; y: number };

/** The drawing. Looking: arrow keys go from table to table, Enter shows one. Arranging: Tab goes from table to table, arrow keys or the pointer move one. */
export function FloorBoard(props: FloorBoardProps) {
  const { name, tables, checksAt, currency, region, now, arranging, selected, onSelect, onMove } = props;
  const board = useRef<SVGSVGElement>(null);
  const [stop, setStop] = useState<string | null>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  const { width, height } = boardSize(tables, arranging ? 6 : 0);
  const first = useMemo(() => [...tables].sort((a, b) => a.y - b.y || a.x - b.x)[0]?.id, [tables]);
  // Not for every step of a drag: three hundred tables are put into words.
  const worded = useMemo(() => {
    const words = (table: FloorTable) => tableWords(table, checksAt.get(table.number) ?? [], { currency, region, now });
    return tables.map((table) => ({ table, words: words(table) }));
  }, [tables, checksAt, currency, region, now]);
  const current = tables.some(({ id }) => id === stop) ? stop : first;

  // Read by handlers that stay the same, so that tiles are not drawn again for nothing.
  const latest = useRef({ tables, arranging, onSelect, onMove });
  useEffect(() => {
    latest.current = { tables, arranging, onSelect, onMove };
  });

  const select = useCallback((id: string) => {
    setStop(id);
    latest.current.onSelect(id);
  }, []);

  const key = useCallback((event: KeyboardEvent, id: string) => {
    const { tables: all, arranging: moving } = latest.current;
    const from = all.find((table) => table.id === id);
    const direction = arrows[event.key];
    if (event.key === "Enter" || event.key === " ") latest.current.onSelect(id);
    else if (!direction || !from) return;
    else if (moving) {
      const { x, y } = moved(all, from, direction, event.shiftKey ? 5 : 1);
      latest.current.onMove(id, x, y);
    } else {
      const next = neighbour(all, from, direction);
      if (next) {
        setStop(next.id);
        document.getElementById(`table-${next.id}`)?.focus();
      }
    }
    event.preventDefault();
  }, []);

  const grab = useCallback((event: PointerEvent, id: string) => {
    const { tables: all, arranging: moving } = latest.current;
    const table = all.find((one) => one.id === id);
    const corner = board.current?.getBoundingClientRect();
    if (!moving || !table || !corner || event.button !== 0) return;
    const tile = event.currentTarget;
    const held = { x: event.clientX - table.x * STEP, y: event.clientY - table.y * STEP };
    let last: Drag = { id, x: table.x, y: table.y };
    const move = (at: globalThis.PointerEvent) => {
      const { left, top } = board.current?.getBoundingClientRect() ?? corner;
      // The board may scroll under the pointer meanwhile.
      const x = Math.max(0, Math.round((at.clientX - held.x + corner.left - left) / STEP));
      const y = Math.max(0, Math.round((at.clientY - held.y + corner.top - top) / STEP));
      if (x === last.x && y === last.y) return;
      last = { id, x, y };
      setDrag(last);
    };
    const release = (done: boolean) => () => {
      tile.removeEventListener("pointermove", move as EventListener);
      tile.removeEventListener("pointerup", drop);
      tile.removeEventListener("pointercancel", cancel);
      setDrag(null);
      if (!done) return;
      const { x, y } = nearestFree(latest.current.tables, last);
      if (x !== table.x || y !== table.y) latest.current.onMove(id, x, y);
    };
    const [drop, cancel] = [release(true), release(false)];
    tile.setPointerCapture(event.pointerId);
    tile.addEventListener("pointermove", move as EventListener);
    tile.addEventListener("pointerup", drop);
    tile.addEventListener("pointercancel", cancel);
  }, []);

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable for the keyboard
    <section aria-label={`Drawing of ${name}`} tabIndex={0} className="max-h-[70vh] overflow-auto bg-canvas p-3">
      {/* biome-ignore lint/a11y/useSemanticElements: it is a drawing */}
      <svg ref={board} width={width} height={height} role="group" aria-label={`Tables of ${name}`} className="block">
        {worded.map(({ table, words }) => {
          const at = drag?.id === table.id ? drag : table;
          return (
            <TableTile
              key={table.id}
              id={table.id}
              x={at.x}
              y={at.y}
              number={table.number}
              {...words}
              selected={selected === table.id}
              arranging={arranging}
              tabbable={arranging || table.id === current}
              onSelect={select}
              onKey={key}
              onGrab={grab}
            />
          );
        })}
      </svg>
    </section>
  );
}
