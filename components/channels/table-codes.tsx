"use client";

import { Alert } from "@/components/ui/alert";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { TextLink } from "@/components/ui/text-link";
import { formatInstant, type Region } from "@/lib/format";
import type { TablesView } from "@/lib/orders/get-tables";
import { ReplaceQuestion } from "./replace-question";

type TableCodesProps = {
  location: { id: string; name: string; region: Region };
  /** Null: not linked, or it could not be read. */
  tables: TablesView | null;
  /** Null: may look and not change. */
  rotate: (() => Promise<void>) | null;
  /** The one that links to the codes lead to. */
  first: boolean;
};

/** The QR codes of a location's tables, to print. */
export function TableCodes({ location: { id, name, region }, tables, rotate, first }: TableCodesProps) {
  const address = `/channels/tables/codes?location=${id}`;
  const some = tables !== null && tables.numbers.length > 0;
  return (
    <Card
      id={first ? "table-codes" : `tables-${id}`}
      title={`Table codes of ${name}`}
      description="Each code is signed for its table: a copied, changed or replaced one is refused. Take out all on one sheet, or a table's as a picture."
      actions={
        some && (
          // A file and no page: the router has nothing to do with it.
          <a href={address} className={buttonClass({ variant: "primary" })} download={`table-codes-${name}.pdf`}>
            All as PDF
          </a>
        )
      }
      footer={
        some &&
        (rotate ? (
          <>
            <span>
              {tables.codesSince
                ? `These codes count since ${formatInstant(tables.codesSince, region)}.`
                : "No code was printed yet."}
            </span>
            {tables.codesSince && (
              <ReplaceQuestion
                size="sm"
                label="Replace all codes"
                fullLabel={`Replace all codes of ${name}`}
                title={`Replace all table codes of ${name}?`}
                keepLabel="Keep these codes"
                replace={rotate}
                since={tables.codesSince}
              >
                <p>
                  Every code that is on a table now stops at once: a guest who scans it, or has come in by it, orders
                  nothing until the new codes are printed and put up. Orders that were placed are not touched.
                </p>
                <p>Do it where codes were copied or misused. The old ones cannot be brought back.</p>
              </ReplaceQuestion>
            )}
          </>
        ) : (
          "Only owners and managers can replace table codes."
        ))
      }
    >
      <div className="grid gap-4">
        {tables?.problem && (
          <Alert tone="warning" title={tables.problem.message}>
            {tables.problem.remedy}
          </Alert>
        )}
        {!some && !tables?.problem && (
          <p className="text-sm">
            {tables === null
              ? "This location is not linked to Lightspeed, where its tables come from. "
              : "Lightspeed has no tables for this location. "}
            <TextLink href={tables === null ? "/lightspeed?tab=settings" : "/lightspeed/floor-plans"}>
              {tables === null ? "Link it" : "Look at the floor plans"}
            </TextLink>
          </p>
        )}
        {some && (
          <ul className="flex flex-wrap gap-2" aria-label={`Codes of ${name}`}>
            {tables.numbers.map((number) => (
              <li key={number}>
                <a
                  href={`${address}&table=${number}`}
                  download={`table-${number}.png`}
                  className={buttonClass({ size: "sm" })}
                >
                  Table {number}
                  <span className="sr-only"> as a picture</span>
                </a>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Card>
  );
}
