"use client";

import { type FormEvent, useId } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { showToast } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import type { MenuEntryView } from "@/lib/lightspeed/menu/menu-entry-view";
import type { OverrideAction } from "./row-with-detail";

/** A name of the merchant's own: only the name stops following Lightspeed, everything else goes on doing so. */
export function OwnTexts({ sku, entry, save }: { sku: string; entry: MenuEntryView; save: OverrideAction }) {
  const id = useId();
  const { run, pending, failure } = useAction(save);
  const set = (value: string | null) =>
    run({ sku, field: "name", value }, () =>
      showToast(value ? "Your name is shown from now on." : "Lightspeed's name is shown again."),
    );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const value = new FormData(event.currentTarget).get("name");
    if (typeof value === "string" && value.trim() !== "") set(value);
  };
  return (
    <form onSubmit={submit} className="grid gap-1 border-t pt-3">
      <label htmlFor={id} className="text-muted text-xs">
        Name on Upvendo's channels (price, allergens and the rest follow Lightspeed)
      </label>
      <div className="flex flex-wrap gap-2">
        <Input id={id} name="name" defaultValue={entry.name} maxLength={180} className="max-w-80" />
        <Button type="submit" pending={pending}>
          Save name
        </Button>
        {entry.originalName && (
          <Button variant="ghost" pending={pending} onClick={() => set(null)}>
            Use Lightspeed's name
          </Button>
        )}
      </div>
      {failure && (
        <p role="alert" className="text-negative-ink text-sm">
          {failure}
        </p>
      )}
    </form>
  );
}
