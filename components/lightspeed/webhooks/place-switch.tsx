"use client";

import { Button } from "@/components/ui/button";
import { showToast } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import type { SwitchPlace } from "./places-card";

type PlaceSwitchProps = { businessLocationId: string; name: string; on: boolean; switchPlace: SwitchPlace };

export function PlaceSwitch({ businessLocationId, name, on, switchPlace }: PlaceSwitchProps) {
  const { run, pending, failure } = useAction(switchPlace);
  const send = !on;
  return (
    <div className="max-w-60">
      <Button
        size="sm"
        pending={pending}
        onClick={() =>
          run({ businessLocationId, send }, () => showToast(`Events of ${name} were switched ${send ? "on" : "off"}.`))
        }
      >
        {on ? "Unlink" : "Link"}
        <span className="sr-only"> {name}</span>
      </Button>
      {failure && (
        <p role="alert" className="mt-2 text-negative-ink text-sm">
          {failure}
        </p>
      )}
    </div>
  );
}
