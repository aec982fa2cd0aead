import clsx from "clsx";
import Link from "next/link";
import { RelativeTime } from "@/components/time/relative-time";
import { buttonClass } from "@/components/ui/button";
import { CheckIcon } from "@/components/ui/icons";
import { TextLink } from "@/components/ui/text-link";
import type { Region } from "@/lib/format";
import type { Prerequisite } from "@/lib/setup/prerequisites";

type PrerequisiteListProps = { steps: Prerequisite[]; renderedAt: string; region: Region };

/** The first open step is the one to take. */
export function PrerequisiteList({ steps, ...times }: PrerequisiteListProps) {
  const next = steps.find((step) => !step.done);
  return (
    <ol className="divide-y">
      {steps.map((step, place) => (
        <li key={step.id} className="flex items-center gap-3 px-4 py-3 text-sm max-sm:flex-wrap sm:px-5">
          <Mark done={step.done} number={place + 1} current={step === next} />
          <div className="min-w-0 flex-1 max-sm:basis-[calc(100%-2.5rem)]">
            <p className={clsx("font-medium", step.done && "text-muted")}>
              {step.title}
              <span className="sr-only">{step.done ? ": done" : ": to do"}</span>
            </p>
            <p className="text-muted text-pretty">{step.state}</p>
            {step.proof && (
              <p className="mt-0.5 text-muted text-xs text-pretty">
                Proven
                {step.proof.at && (
                  <>
                    {" "}
                    <RelativeTime at={step.proof.at} {...times} />
                  </>
                )}
                : {step.proof.checked}
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
      ))}
    </ol>
  );
}

type MarkProps = { done: boolean; number: number; current: boolean };

export function Mark({ done, number, current }: MarkProps) {
  return (
    <span
      aria-hidden="true"
      className={clsx(
        "flex size-6 shrink-0 items-center justify-center rounded-full border font-medium text-xs tabular-nums",
        done && "border-positive-line bg-positive-soft text-positive-ink",
        current && "border-accent text-accent-ink",
        !done && !current && "border-line-strong text-muted",
      )}
    >
      {done ? <CheckIcon width="13" height="13" /> : number}
    </span>
  );
}
