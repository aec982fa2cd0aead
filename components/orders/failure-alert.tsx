import { Alert } from "@/components/ui/alert";
import type { Tone } from "@/components/ui/badge";
import { TextLink } from "@/components/ui/text-link";
import type { FailureExplanation } from "@/lib/orders/explain-failure";

type FailureAlertProps = { tone: Extract<Tone, "negative" | "warning">; title: string; failure: FailureExplanation };

/** Cause, evidence, remedy, and where it is put right. */
export function FailureAlert({ tone, title, failure: { cause, evidence, remedy, fix } }: FailureAlertProps) {
  return (
    <Alert tone={tone} title={title}>
      <dl className="mt-1 grid gap-x-3 gap-y-1 sm:grid-cols-[auto_1fr]">
        <dt className="text-muted">Cause</dt>
        <dd>{cause}</dd>
        <dt className="text-muted">What to do</dt>
        <dd>
          {remedy}
          {fix && (
            <>
              {" "}
              <TextLink href={fix.href}>{fix.label}</TextLink>
            </>
          )}
        </dd>
        {evidence && (
          <>
            <dt className="text-muted">Evidence</dt>
            <dd className="font-mono text-xs leading-5">{evidence}</dd>
          </>
        )}
      </dl>
    </Alert>
  );
}
