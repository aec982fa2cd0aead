"use client";

import clsx from "clsx";
import Link from "next/link";
import { RelativeTime } from "@/components/time/relative-time";
import { useNow } from "@/components/time/use-now";
import { isOld } from "@/components/time/use-old";
import { buttonClass } from "@/components/ui/button";
import { CheckIcon } from "@/components/ui/icons";
import { TextLink } from "@/components/ui/text-link";
import type { Region } from "@/lib/format";
import { formatLasting } from "@/lib/lifetimes";
import type { Prerequisite } from "@/lib/setup/prerequisites";

type PrerequisiteListProps = { steps: Prerequisite[]; renderedAt: string; region: Region };

/** The first open step is the one to take. A proof that is old keeps its step done, and says that it must be made anew. */
export function PrerequisiteList({ steps, ...times }: PrerequisiteListProps) {
  const now = useNow(times.renderedAt);
  const next = steps.find((step) => !step.done);
  return (
    <ol className="divide-y">
      {steps.map((step, place) => {
        const { proof } = step;
        const old = proof !== null && isOld(proof, now);
        return (
          <li key={step.id} className="flex items-center gap-3 px-4 py-3 text-sm max-sm:flex-wrap sm:px-5">
            <Mark done={step.done} old={old} number={place + 1} current={step === next} />
            <div className="min-w-0 flex-1 max-sm:basis-[calc(100%-2.5rem)]">
              <p className={clsx("font-medium", step.done && "text-muted")}>
                {step.title}
                <span className="sr-only">{step.done ? (old ? ": done, its proof is old" : ": done") : ": to do"}</span>
              </p>
              <p className="text-muted text-pretty">{step.state}</p>
              {proof && (
                <p className="mt-0.5 text-muted text-xs text-pretty">
                  Proven
                  {proof.at && (
                    <>
                      {" "}
                      <RelativeTime at={proof.at} {...times} />
                    </>
                  )}
                  : {proof.checked}
                  {old && proof.lifetime && (
                    <span className="text-warning-ink">
                      {" "}
                      That counts for {formatLasting(proof.lifetime.lastsMs)}, so it may have changed since.{" "}
                      {proof.lifetime.renewed}
                    </span>
                  )}
                </p>
              )}
            </div>
            {step.done ? (
              <TextLink href={step.href} className="shrink-0 max-sm:ml-9">
                {step.action}
              </TextLink>
            ) : (
              <Link
                href={step.href}
                prefetch={false}
                className={clsx(buttonClass({ variant: step === next ? "primary" : "secondary" }), "max-sm:ml-9")}
              >
                {step.action}
              </Link>
            )}
          </li>
        );
      })}
    </ol>
  );
}

type MarkProps = { done: boolean; old?: boolean; number: number; current: boolean };

export function Mark({ done, old = false, number, current }: MarkProps) {
  return (
    <span
      aria-hidden="true"
      className={clsx(
        "flex size-6 shrink-0 items-center justify-center rounded-full border font-medium text-xs tabular-nums",
        done && !old && "border-positive-line bg-positive-soft text-positive-ink",
        done && old && "border-neutral-line bg-neutral-soft text-neutral-ink",
        current && "border-accent text-accent-ink",
        !done && !current && "border-line-strong text-muted",
      )}
    >
      {done ? <CheckIcon width="13" height="13" /> : number}
    </span>
  );
}
