import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import type { ConnectionView } from "@/lib/lightspeed/connection/connection-view-types";

type ProblemAlertProps = { connection: ConnectionView; since?: ReactNode; actions?: ReactNode };

/** What is wrong and what to do about it; nothing while all is well. */
export function ProblemAlert({ connection: { problem, status }, since, actions }: ProblemAlertProps) {
  if (!problem) return null;
  return (
    <Alert
      tone={status === "needs_reauthorization" ? "negative" : "warning"}
      title={
        <>
          {problem.title}
          {since && <span className="font-normal text-muted"> · since {since}</span>}
        </>
      }
      actions={actions}
    >
      <p>{problem.message}</p>
      <p className="mt-1">
        <span className="font-medium">What to do: </span>
        {problem.remedy}
      </p>
    </Alert>
  );
}
