"use client";

import { useCallback, useMemo, useState } from "react";
import { showToast } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import type { FloorPlanView } from "@/lib/lightspeed/floor-plan/floor-plan-types";
import type { LayoutInput } from "@/lib/lightspeed/floor-plan/save-floor-plan";
import type { ActionResult } from "@/lib/result";

export type SaveLayout = (input: LayoutInput) => Promise<ActionResult<{ version: number }>>;
export type Arrangement = ReturnType<typeof useArrangement>;

/** What somebody moved and has not saved; over it the tables as the server says. */
type Draft = { moved: Map<string, { x: number; y: number }>; forgotten: Set<string> };
const untouched: Draft = { moved: new Map(), forgotten: new Set() };

export function useArrangement({ locationId, plan }: FloorPlanView, action: SaveLayout) {
  const { run, pending, failure } = useAction(action);
  const [arranging, setArranging] = useState(false);
  const [draft, setDraft] = useState(untouched);
  const [spoken, setSpoken] = useState("");
  const tables = useMemo(
    () =>
      (plan?.tables ?? [])
        .filter(({ id }) => !draft.forgotten.has(id))
        .map((table) => ({ ...table, ...draft.moved.get(table.id) })),
    [plan, draft],
  );
  const number = (id: string) => plan?.tables.find((table) => table.id === id)?.number;
  const fresh = plan?.tables.some(({ state }) => state === "new") ?? false;

  const move = useCallback(
    (id: string, x: number, y: number) => {
      setDraft(({ moved, forgotten }) => ({ moved: new Map(moved).set(id, { x, y }), forgotten }));
      const table = plan?.tables.find((one) => one.id === id);
      setSpoken(`Table ${table?.number} is at column ${x + 1}, row ${y + 1}.`);
    },
    [plan],
  );

  function forget(id: string) {
    setDraft(({ moved, forgotten }) => ({ moved, forgotten: new Set(forgotten).add(id) }));
    setSpoken(`Table ${number(id)} is off the drawing.`);
  }

  function stop() {
    setDraft(untouched);
    setArranging(false);
  }

  function save() {
    if (!plan) return;
    const places = tables.map(({ id, x, y }) => ({ tableId: id, x, y }));
    run({ locationId, floorPlanId: plan.id, version: plan.version, places }, () => {
      stop();
      showToast(`The arrangement of ${plan.name} was saved.`);
    });
  }

  return {
    ...{ tables, arranging, pending, failure, spoken, move, forget, stop, save },
    /** New tables count: saving gives them their place. */
    changed: draft !== untouched || fresh,
    start: () => setArranging(true),
  };
}
