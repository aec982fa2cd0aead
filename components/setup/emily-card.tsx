import type { ReactNode } from "react";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { TextLink } from "@/components/ui/text-link";
import type { EmilyPlace, EmilyStep, EmilyView } from "@/lib/setup/emily-types";
import { AnswerForm, type AnswerState } from "./answer-form";

type Answer = (question: string, state: AnswerState, form: FormData) => Promise<AnswerState>;
type EmilyCardProps = { view: Pick<EmilyView, "place" | "mayAnswer">; answer: Answer };

/** One thing at a time: a question, a stop, or the step that is next. */
export function EmilyCard({ view: { place, mayAnswer }, answer }: EmilyCardProps) {
  return (
    <Card id="emily" title={titleOf(place)} description={<div role="status">{textOf(place)}</div>}>
      {place.kind !== "done" && <Body {...{ place, mayAnswer, answer }} />}
    </Card>
  );
}

type BodyProps = { place: Exclude<EmilyPlace, { kind: "done" }>; mayAnswer: boolean; answer: Answer };

function Body({ place, mayAnswer, answer }: BodyProps) {
  return (
    <>
      {place.kind === "question" &&
        (mayAnswer ? (
          <AnswerForm
            key={place.question.id}
            options={place.question.options}
            answer={answer.bind(null, place.question.id)}
          />
        ) : (
          <p className="text-muted text-sm">Only owners and managers can answer.</p>
        ))}
      {place.kind === "stop" && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
          <a href={place.stop.contact.href} className={buttonClass({ variant: "primary" })}>
            {place.stop.contact.label}
          </a>
          {place.stop.resume && mayAnswer && (
            <AnswerForm
              options={[{ value: place.stop.resume.value, label: place.stop.resume.label }]}
              answer={answer.bind(null, place.stop.resume.question)}
            />
          )}
        </div>
      )}
      {place.kind === "step" && <Step step={place.step} />}
    </>
  );
}

function Step({ step }: { step: EmilyStep }) {
  return (
    <div className="grid justify-items-start gap-3">
      <p className="text-sm">
        <span className="font-medium">Now:</span> {step.state}
      </p>
      {/* A whole load and not a move within the page: only then the browser marks what is pointed at. */}
      <a href={step.href} className={buttonClass({ variant: step.mayDo ? "primary" : "secondary" })}>
        {step.mayDo ? `Show me: ${step.action}` : `Look at ${step.action}`}
      </a>
      {!step.mayDo && <p className="text-muted text-sm">{whoMay(step)}</p>}
    </div>
  );
}

export const whoMay = ({ needs }: Pick<EmilyStep, "needs">): string =>
  needs === "payments.edit" || needs === "billing.edit"
    ? "Only owners can do this step. Ask one of them."
    : "Only owners and managers can do this step. Ask one of them.";

function titleOf(place: EmilyPlace): string {
  if (place.kind === "question") return place.question.text;
  if (place.kind === "stop") return place.stop.title;
  return place.kind === "step" ? place.step.title : "Everything is set up";
}

function textOf(place: EmilyPlace): ReactNode {
  if (place.kind === "question") return place.question.why;
  if (place.kind === "stop") return place.stop.message;
  if (place.kind === "step") return place.step.why;
  return (
    <>
      Every step is done and proven. The <TextLink href="/channels">channels</TextLink> that you want are switched on;
      to sell through more of them, let Emily ask you again. If something stops working, its step opens again here, and{" "}
      <TextLink href="/help">Help</TextLink> looks for the cause. The{" "}
      <TextLink href="/setup#rehearsal">dress rehearsal</TextLink> tries all of it at once.
    </>
  );
}
