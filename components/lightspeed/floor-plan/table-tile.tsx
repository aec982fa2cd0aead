"use client";

import clsx from "clsx";
import { type KeyboardEvent, memo, type PointerEvent } from "react";
import { STEP, TABLE } from "./grid";
import type { TableTone } from "./table-words";

const WIDTH = TABLE.width * STEP;
const HEIGHT = TABLE.height * STEP;

const looks: Record<TableTone, string> = {
  free: "fill-surface stroke-line-control",
  open: "fill-accent-soft stroke-accent",
  long: "fill-warning-soft stroke-warning",
  paid: "fill-positive-soft stroke-positive",
  off: "fill-sunken stroke-line-control [stroke-dasharray:4_3]",
  new: "fill-surface stroke-accent [stroke-dasharray:6_3]",
  removed: "fill-negative-soft stroke-negative [stroke-dasharray:2_3]",
};

const inks: Record<TableTone, string> = {
  ...{ free: "fill-muted", off: "fill-muted", new: "fill-accent-ink", open: "fill-accent-ink" },
  ...{ long: "fill-warning-ink", paid: "fill-positive-ink", removed: "fill-negative-ink" },
};

const text = "forced-colors:fill-[CanvasText]";

export type TableTileProps = {
  id: string;
  x: number;
  y: number;
  number: number;
  tone: TableTone;
  count: string;
  main: string;
  detail: string;
  spoken: string;
  selected: boolean;
  arranging: boolean;
  tabbable: boolean;
  onSelect: (id: string) => void;
  onKey: (event: KeyboardEvent, id: string) => void;
  onGrab: (event: PointerEvent, id: string) => void;
};

/** Drawn again only when something of it changes: three hundred of them stay smooth while one is dragged. */
export const TableTile = memo(function TableTile(tile: TableTileProps) {
  const { id, x, y, number, tone, count, main, detail, spoken, selected, arranging, tabbable } = tile;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a button cannot stand inside a drawing
    <g
      id={`table-${id}`}
      role="button"
      tabIndex={tabbable ? 0 : -1}
      aria-label={spoken}
      aria-pressed={selected}
      aria-roledescription={arranging ? "movable table" : undefined}
      transform={`translate(${x * STEP} ${y * STEP})`}
      onClick={() => tile.onSelect(id)}
      onKeyDown={(event) => tile.onKey(event, id)}
      onPointerDown={(event) => tile.onGrab(event, id)}
      className={clsx("select-none", arranging ? "cursor-move touch-none" : "cursor-pointer")}
    >
      <rect
        x={1}
        y={1}
        width={WIDTH - 2}
        height={HEIGHT - 2}
        rx={8}
        className={clsx(
          looks[tone],
          selected ? "stroke-2 stroke-ink" : "stroke-1",
          "forced-colors:fill-[Canvas]",
          selected ? "forced-colors:stroke-[Highlight]" : "forced-colors:stroke-[CanvasText]",
        )}
      />
      <text x={10} y={24} className={clsx("fill-ink font-semibold text-base", text)}>
        {number}
      </text>
      <text x={WIDTH - 10} y={23} textAnchor="end" className={clsx("font-medium text-xs", inks[tone], text)}>
        {count}
      </text>
      <text x={10} y={48} className={clsx("font-medium text-xs", inks[tone], text)}>
        {main}
      </text>
      <text x={10} y={68} className={clsx("fill-muted text-xs", text)}>
        {detail}
      </text>
    </g>
  );
});
