"use client";

import { Card } from "@/components/ui/card";
import { ChevronRightIcon } from "@/components/ui/icons";
import { TextLink } from "@/components/ui/text-link";

export type QuestionView = { id: string; question: string; answer: string; now: string; href: string; label: string };

export function QuestionsCard({ questions }: { questions: QuestionView[] }) {
  return (
    <Card id="questions" flush title="Questions and answers" description="With how it stands at your restaurant now.">
      <div className="divide-y">
        {questions.map(({ id, question, answer, now, href, label }) => (
          <details key={id} id={id} className="group text-sm">
            <summary className="flex cursor-pointer list-none items-center gap-2 px-4 py-3 font-medium hover:bg-hover sm:px-5">
              <ChevronRightIcon className="shrink-0 text-muted group-open:rotate-90" width="14" height="14" />
              {question}
            </summary>
            <div className="grid gap-2 px-4 pb-4 pl-10 sm:px-5 sm:pl-11">
              <p className="max-w-2xl text-pretty [overflow-wrap:anywhere]">{answer}</p>
              <p className="text-muted">
                {now} <TextLink href={href}>{label}</TextLink>
              </p>
            </div>
          </details>
        ))}
      </div>
    </Card>
  );
}
