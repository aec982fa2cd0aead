"use client";

import { Card } from "@/components/ui/card";
import { SubmitButton } from "@/components/ui/submit-button";
import { formatInstant, type Region } from "@/lib/format";
import type { EmilyView } from "@/lib/setup/emily-types";

type AnswersCardProps = Pick<EmilyView, "answers" | "mayAnswer"> & { region: Region; askAgain: () => Promise<void> };

export function AnswersCard({ answers, mayAnswer, region, askAgain }: AnswersCardProps) {
  return (
    <Card
      id="answers"
      title="Your answers"
      description={answers.length === 0 ? "Nothing has been answered yet." : "They hold for everybody of your team."}
      actions={
        mayAnswer &&
        answers.length > 0 && (
          <form action={askAgain}>
            <SubmitButton variant="secondary">Ask me again</SubmitButton>
          </form>
        )
      }
    >
      {answers.length > 0 && (
        <dl className="grid gap-3 text-sm">
          {answers.map(({ question, answer, byName, at }) => (
            <div key={question}>
              <dt className="text-muted">{question}</dt>
              <dd>
                <span className="font-medium">{answer}</span>{" "}
                <span className="text-muted text-xs">
                  {byName}, {formatInstant(at, region)}
                </span>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Card>
  );
}
