"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { showToast } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/result";

export type EndpointCommand = () => Promise<ActionResult<null>>;
type Name = "register" | "check" | "repair" | "rotate";

type EndpointActionsProps = Record<Name, EndpointCommand> & { show: readonly Name[] };

const words: Record<Name, { label: string; done: string }> = {
  register: { label: "Register", done: "The endpoint was registered." },
  check: { label: "Compare now", done: "Compared with Lightspeed." },
  repair: { label: "Repair", done: "The endpoint was repaired." },
  rotate: { label: "Rotate", done: "The endpoint has a new address." },
};

export function EndpointActions({ show, ...commands }: EndpointActionsProps) {
  const [asking, setAsking] = useState(false);
  const { run, pending, failure } = useAction((name: Name) => commands[name]());
  const [running, setRunning] = useState<Name | null>(null);

  function start(name: Name) {
    setRunning(name);
    setAsking(false);
    run(name, () => showToast(words[name].done));
  }

  return (
    <div>
      <div className="flex flex-wrap gap-2">
        {show.map((name) => (
          <Button
            key={name}
            variant={name === "register" || name === "repair" ? "primary" : "secondary"}
            pending={pending && running === name}
            disabled={pending && running !== name}
            onClick={() => (name === "rotate" ? setAsking(true) : start(name))}
          >
            {words[name].label}
          </Button>
        ))}
      </div>
      {failure && (
        <p role="alert" className="mt-2 text-negative-ink text-sm">
          {failure}
        </p>
      )}
      <Dialog open={asking} onClose={() => setAsking(false)} title="Give the endpoint a new address?">
        <p className="text-muted text-sm text-pretty">
          The new address is registered at Lightspeed before the old one is removed, so nothing is lost in between. What
          Lightspeed still sends to the old one is taken for an hour, and for as long as an order that names it is under
          way. Do this when the address may be known to others.
        </p>
        <div className="mt-4 flex justify-end gap-2">
          <Button onClick={() => setAsking(false)}>Cancel</Button>
          <Button variant="primary" onClick={() => start("rotate")}>
            Rotate
          </Button>
        </div>
      </Dialog>
    </div>
  );
}
