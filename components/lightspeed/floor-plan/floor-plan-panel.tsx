"use client";

import { type ReactNode, useMemo, useState } from "react";
import { useNow } from "@/components/time/use-now";
import { Alert } from "@/components/ui/alert";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import type { Region } from "@/lib/format";
import type { FloorPlanView, OpenChecksView } from "@/lib/lightspeed/floor-plan/floor-plan-types";
import { ArrangeBar } from "./arrange-bar";
import { CheckList } from "./check-list";
import { checksByTable } from "./checks-by-table";
import { ChecksSummary } from "./checks-summary";
import { FloorBoard } from "./floor-board";
import { SelectedTable } from "./selected-table";
import { TablesList } from "./tables-list";
import { type SaveLayout, useArrangement } from "./use-arrangement";
import { useOpenChecks } from "./use-open-checks";

type FloorPlanPanelProps = {
  view: FloorPlanView;
  checks: OpenChecksView;
  /** The drawing, or the same as a table. */
  as: "plan" | "table";
  mayArrange: boolean;
  save: SaveLayout;
  /** Which floor plan, and which form: links, so that they work without script. */
  choices: ReactNode;
  renderedAt: string;
  region: Region;
};

/** One floor plan with its open checks, alive while somebody looks. */
export function FloorPlanPanel({ view, checks, as, mayArrange, save, choices, ...times }: FloorPlanPanelProps) {
  const { currency, locationId, plan, numbers, duplicates } = view;
  const { region } = times;
  const live = useOpenChecks(locationId, checks);
  const now = useNow(times.renderedAt);
  const arrangement = useArrangement(view, save);
  const [selected, setSelected] = useState<string | null>(null);
  const { tables, arranging } = arrangement;
  const { at, elsewhere } = useMemo(() => checksByTable(live.view.checks ?? [], numbers), [live.view.checks, numbers]);
  const table = tables.find(({ id }) => id === selected);
  const shared = tables.filter(({ number, state }) => state !== "removed" && duplicates.includes(number));
  return (
    <>
      <Card
        id="plan"
        flush
        title={plan ? plan.name : "Floor plan"}
        description={<ChecksSummary view={live.view} currency={currency} failed={live.error !== null} {...times} />}
        actions={as === "plan" && plan && mayArrange && <ArrangeBar arrangement={arrangement} />}
      >
        {choices && <div className="flex flex-wrap gap-x-6 gap-y-1 border-b px-4 sm:px-5">{choices}</div>}
        <Notices shared={shared.length > 0 ? duplicates : []} problem={live.view.problem} signedOut={live.signedOut} />
        {!plan && (
          <EmptyState
            title={view.readAt ? "No floor plan is configured in Lightspeed" : "No floor plan has been read yet"}
          >
            {view.readAt
              ? "Tables and floor plans are set up in the Lightspeed Back Office. Orders work without one; they just have no table."
              : "As soon as Lightspeed answers, its tables are shown here."}
          </EmptyState>
        )}
        {plan && as === "plan" && (
          <FloorBoard
            name={plan.name}
            tables={tables}
            checksAt={at}
            currency={currency}
            region={region}
            now={now}
            arranging={arranging}
            selected={selected}
            onSelect={setSelected}
            onMove={arrangement.move}
          />
        )}
        {plan && as === "table" && (
          <TablesList name={plan.name} tables={tables} checksAt={at} currency={currency} region={region} now={now} />
        )}
      </Card>
      <p role="status" className="sr-only">
        {arrangement.spoken}
      </p>
      {plan && as === "plan" && table && (
        <SelectedTable
          table={table}
          checks={at.get(table.number) ?? []}
          duplicate={duplicates.includes(table.number)}
          currency={currency}
          region={region}
          now={now}
          forget={arranging && table.state === "removed" ? () => arrangement.forget(table.id) : null}
        />
      )}
      {elsewhere.length > 0 && (
        <Card
          id="elsewhere"
          title="Open checks at no table"
          description="Opened without a table, or at a table that no floor plan of this location has."
        >
          <CheckList label="Open checks at no table" checks={elsewhere} currency={currency} region={region} now={now} />
        </Card>
      )}
    </>
  );
}

type NoticesProps = { shared: number[]; problem: OpenChecksView["problem"]; signedOut: boolean };

function Notices({ shared, problem, signedOut }: NoticesProps) {
  return (
    <div className="grid gap-2 px-4 py-3 empty:hidden sm:px-5">
      {shared.length > 0 && (
        <Alert tone="warning" title={`Several tables have the number ${shared.join(", ")}`}>
          Lightspeed tells only the number of a check's table, so its checks are shown at each of them. Give every table
          a number of its own in the Lightspeed Back Office.
        </Alert>
      )}
      {problem && (
        <Alert tone="warning" title="The open checks may be out of date">
          {problem.message} {problem.remedy}
        </Alert>
      )}
      {signedOut && (
        <Alert tone="warning" title="You are signed out">
          What you see is what was known before. <a href="/login?next=/lightspeed/floor-plans">Sign in again</a>
        </Alert>
      )}
    </div>
  );
}
