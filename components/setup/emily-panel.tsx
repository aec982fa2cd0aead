"use client";

import { useEffect, useState } from "react";
import { buttonClass } from "@/components/ui/button";
import { SparkIcon } from "@/components/ui/icons";
import { Menu } from "@/components/ui/menu";
import type { EmilyPlace } from "@/lib/setup/emily-types";

type Panel = { place: EmilyPlace; done: number; of: number };

/** Beside every page: what is next in the setup, with a link that marks the thing meant. Without script it links to the setup. */
export function EmilyPanel() {
  const [panel, setPanel] = useState<Panel | "failed" | null>(null);
  useEffect(followTarget, []);

  async function read(open: boolean) {
    if (!open) return;
    setPanel(null);
    try {
      const response = await fetch("/setup/panel", { headers: { accept: "application/json" } });
      setPanel(response.ok ? await response.json() : "failed");
    } catch {
      setPanel("failed");
    }
  }

  return (
    <Menu label="Emily, the guided setup" trigger={<Trigger />} onToggle={read}>
      <div className="grid gap-2.5 px-3.5 py-1.5 text-sm">
        <div role="status">{panel === null ? "Reading…" : panel === "failed" ? FAILED : <Told panel={panel} />}</div>
        {panel !== null && panel !== "failed" && <ShowMe place={panel.place} />}
        <p className="flex gap-3 border-t pt-2.5">
          <a href="/setup" className="text-accent-ink underline underline-offset-3">
            Guided setup
          </a>
          <a href="/help" className="text-accent-ink underline underline-offset-3">
            Something is wrong
          </a>
        </p>
      </div>
    </Menu>
  );
}

/** Who comes by a link that points at something stands in front of it by keyboard and screen reader too. */
function standAtTarget() {
  const at = document.activeElement;
  const isElsewhere = at && at !== document.body && !at.closest("details");
  if (location.hash && !isElsewhere) document.getElementById(`${location.hash.slice(1)}-title`)?.focus();
}

function followTarget() {
  standAtTarget();
  // A page that arrives in parts may not have it yet.
  if (document.readyState !== "complete") addEventListener("load", standAtTarget, { once: true });
  addEventListener("hashchange", standAtTarget);
  return () => {
    removeEventListener("load", standAtTarget);
    removeEventListener("hashchange", standAtTarget);
  };
}

const FAILED = "It could not be read just now. Open the guided setup instead.";

const Trigger = () => (
  <>
    <SparkIcon className="text-accent-ink" />
    <span className="max-sm:hidden">Emily</span>
  </>
);

function Told({ panel: { place, done, of } }: { panel: Panel }) {
  return (
    <>
      <p className="text-muted text-xs">
        {done} of {of} steps {done === 1 ? "is" : "are"} done
      </p>
      <p className="mt-1 font-medium">{title(place)}</p>
      {place.kind === "step" && <p className="mt-0.5 text-muted text-pretty">{place.step.state}</p>}
    </>
  );
}

function title(place: EmilyPlace): string {
  if (place.kind === "question") return place.question.text;
  if (place.kind === "stop") return place.stop.title;
  return place.kind === "step" ? place.step.title : "Everything is set up and proven.";
}

function ShowMe({ place }: { place: EmilyPlace }) {
  if (place.kind === "done") return null;
  const href = place.kind === "step" ? place.step.href : "/setup#emily";
  return (
    // On the page that it points at already, the address may not change: then nothing else says that it was followed.
    <a href={href} onClick={() => requestAnimationFrame(standAtTarget)} className={buttonClass({ variant: "primary" })}>
      {place.kind === "step" ? `Show me: ${place.step.action}` : "Answer"}
    </a>
  );
}
