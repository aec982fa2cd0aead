"use client";

import clsx from "clsx";
import Form from "next/form";
import Link from "next/link";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { reportAddress } from "./report-address";

type RangeFormProps = {
  place: string | undefined;
  from: string;
  to: string;
  /** Ready-made ranges; `current`: the one that is shown. */
  presets: { label: string; from?: string; to?: string; current: boolean }[];
  /** Why the range that was asked for is not shown. */
  refusal: string | null;
};

/** Which business days are shown. A plain GET, so that the range stands in the address. */
export function RangeForm({ place, from, to, presets, refusal }: RangeFormProps) {
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <nav aria-label="Ranges" className="-mx-1 flex flex-wrap gap-1">
          {presets.map(({ label, current, ...range }) => (
            <Link
              key={label}
              href={reportAddress({ place, ...range })}
              prefetch={false}
              aria-current={current ? "page" : undefined}
              className={clsx(
                "flex h-8 items-center rounded px-2.5 text-sm max-sm:h-11",
                current
                  ? "bg-hover font-medium text-ink forced-colors:underline"
                  : "text-muted hover:bg-hover hover:text-ink",
              )}
            >
              {label}
            </Link>
          ))}
        </nav>
        <Form action="/lightspeed/reports" className="flex flex-wrap items-end gap-2">
          {place && <input type="hidden" name="place" value={place} />}
          <div className="grid gap-1">
            <label htmlFor="from" className="text-muted text-xs">
              From business day
            </label>
            <Input key={from} id="from" name="from" type="date" required defaultValue={from} className="w-40" />
          </div>
          <div className="grid gap-1">
            <label htmlFor="to" className="text-muted text-xs">
              To
            </label>
            <Input key={to} id="to" name="to" type="date" required defaultValue={to} className="w-40" />
          </div>
          <Button type="submit">Show</Button>
        </Form>
      </div>
      {refusal && (
        <Alert tone="negative" role="alert">
          {refusal}
        </Alert>
      )}
    </div>
  );
}
