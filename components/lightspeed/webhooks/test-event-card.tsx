"use client";

import { useRef, useState } from "react";
import { useLive } from "@/components/live/use-live";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { CheckIcon, CrossIcon } from "@/components/ui/icons";
import { TextLink } from "@/components/ui/text-link";
import { useAction } from "@/components/ui/use-action";
import { formatDuration } from "@/lib/format";
import type { TestEventView, TestHop } from "@/lib/lightspeed/webhooks/webhook-view-types";
import type { ActionResult } from "@/lib/result";
import { WHO_MAY } from "./words";

type TestEventCardProps = { mayManage: boolean; ready: boolean; send: () => Promise<ActionResult<TestEventView>> };

/** A marked event through the public address, followed hop by hop until this page hears of it. */
export function TestEventCard({ mayManage, ready, send }: TestEventCardProps) {
  const { run, pending, failure } = useAction(() => send());
  const [result, setResult] = useState<TestEventView | null>(null);
  const sentAt = useRef(0);
  const [heard, setHeard] = useState<Record<string, number>>({});
  useLive(["webhooks"], ({ detail }) => {
    const id = detail?.eventId;
    if (id === undefined || sentAt.current === 0) return;
    const ms = Math.round(performance.now() - sentAt.current);
    setHeard((before) => ({ [id]: ms, ...before }));
  });

  function start() {
    setResult(null);
    setHeard({});
    sentAt.current = performance.now();
    run(undefined, setResult);
  }

  const heardMs = result?.deliveryId ? (heard[result.deliveryId] ?? null) : null;
  const page: TestHop = {
    name: "Heard by this page",
    ok: heardMs !== null,
    ms: heardMs,
    note: heardMs === null ? "not yet" : "since it was sent",
  };
  return (
    <Card
      id="test-event"
      flush={result !== null}
      title="Test event"
      description={
        <>
          <p>
            Sends a marked event to the public address as Lightspeed would, and follows it through inbox and worker to
            this page. It changes nothing. That Lightspeed itself sends is shown by what comes from there.
          </p>
          <p role="status">{pending ? "Sending…" : result ? summary(result) : ""}</p>
          {!mayManage && <p>{WHO_MAY}</p>}
          {mayManage && !ready && <p>It can be sent once the endpoint is registered at Lightspeed.</p>}
          {failure && (
            <p role="alert" className="text-negative-ink">
              {failure}
            </p>
          )}
        </>
      }
      actions={
        mayManage && (
          <Button variant="primary" disabled={!ready} pending={pending} onClick={start}>
            Send test event
          </Button>
        )
      }
      footer={
        result &&
        (result.remedy ??
          (result.deliveryId && (
            <TextLink href={`/lightspeed/webhooks/deliveries/${result.deliveryId}`}>Open this delivery</TextLink>
          )))
      }
    >
      {result && (
        <ol aria-label="Hops of the test event" className="divide-y">
          {(result.deliveryId ? [...result.hops, page] : result.hops).map((hop) => (
            <HopLine key={hop.name} hop={hop} />
          ))}
        </ol>
      )}
    </Card>
  );
}

function HopLine({ hop: { name, ok, ms, note } }: { hop: TestHop }) {
  const Icon = ok ? CheckIcon : CrossIcon;
  return (
    <li className="grid grid-cols-[1rem_minmax(0,1fr)_auto] gap-x-3 px-4 py-2.5 text-sm sm:px-5">
      <Icon className={ok ? "mt-0.5 text-positive-ink" : "mt-0.5 text-negative-ink"} />
      <span className="min-w-0 text-pretty">
        <span className="font-medium">{name}</span>
        <span className="sr-only">{ok ? ": works" : ": does not work"}</span>
        <span className="text-muted"> · {note}</span>
      </span>
      {ms !== null && <span className="whitespace-nowrap text-muted tabular-nums">{formatDuration(ms)}</span>}
    </li>
  );
}

const summary = ({ hops, remedy }: TestEventView) =>
  hops.every(({ ok }) => ok) ? "It arrived and was worked on." : `It did not come through. ${remedy ?? ""}`;
