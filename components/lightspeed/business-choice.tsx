"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { showToast } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/result";

type BusinessChoiceProps = {
  businesses: { id: string; name: string }[];
  chosen: string | null;
  choose: (input: { businessId: string }) => Promise<ActionResult<null>>;
};

/** For accounts with several businesses. */
export function BusinessChoice({ businesses, chosen, choose }: BusinessChoiceProps) {
  const { run, pending, failure } = useAction(choose);
  const [picked, setPicked] = useState(chosen ?? "");

  function submit(event: FormEvent) {
    event.preventDefault();
    run({ businessId: picked }, () => showToast("The business was changed."));
  }

  return (
    <form onSubmit={submit} className="flex w-full flex-wrap items-center justify-between gap-3">
      <label htmlFor="business" className="min-w-0 flex-1 basis-60 text-pretty">
        This account has {businesses.length} businesses. Choose the one that Upvendo works with.
        {failure && (
          <span role="alert" className="mt-1 block text-negative-ink">
            {failure}
          </span>
        )}
      </label>
      <div className="flex min-w-0 gap-2 max-sm:w-full">
        <Select
          id="business"
          value={picked}
          onChange={(event) => setPicked(event.currentTarget.value)}
          className="sm:w-64 max-sm:flex-1"
        >
          {chosen === null && <option value="">Choose a business…</option>}
          {businesses.map(({ id, name }) => (
            <option key={id} value={id}>
              {name} ({id})
            </option>
          ))}
        </Select>
        <Button type="submit" disabled={picked === "" || picked === chosen} pending={pending}>
          Use this business
        </Button>
      </div>
    </form>
  );
}
