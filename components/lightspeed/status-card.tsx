"use client";

import Link from "next/link";
import { RelativeTime } from "@/components/time/relative-time";
import { useNow } from "@/components/time/use-now";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { buttonClass } from "@/components/ui/button";
import { Stat } from "@/components/ui/stat";
import { TextLink } from "@/components/ui/text-link";
import { isOlderThan, type Region } from "@/lib/format";
import { lifetimes } from "@/lib/lifetimes";
import type { ConnectionView } from "@/lib/lightspeed/connection/connection-view-types";
import { hasConnection, statusLight } from "./connection-words";
import { ProblemAlert } from "./problem-alert";

type Times = { renderedAt: string; region: Region };
type StatusCardProps = Times & { connection: ConnectionView; error: Error | null };

export function StatusCard({ connection, error, ...times }: StatusCardProps) {
  const { text, tone } = statusLight(connection, useNow(times.renderedAt));
  const { problem, business } = connection;
  return (
    <section aria-labelledby="status-title" className="rounded-lg border bg-surface shadow-raised">
      <div className="grid gap-x-6 gap-y-4 px-4 py-4 sm:grid-cols-3 sm:px-5">
        <div>
          <h2 id="status-title" className="text-muted text-xs">
            Connection Status
          </h2>
          {/* Only the words that change, so that a change is read out once and nothing else is. */}
          <p role="status" className="mt-1.5">
            <Badge tone={tone}>{text}</Badge>
          </p>
        </div>
        <Stat title="Last checked">
          <LastChecked connection={connection} {...times} />
        </Stat>
        <Stat title="Business">{business ? business.name || business.id : "None yet"}</Stat>
      </div>
      <div className="grid gap-3 px-4 pb-4 empty:hidden sm:px-5">
        {problem && (
          <ProblemAlert
            connection={connection}
            since={problem.since && <RelativeTime at={problem.since} {...times} />}
            actions={
              connection.status === "needs_reauthorization" && (
                <Link href="/lightspeed?tab=settings" className={buttonClass()}>
                  Go to Reconnect
                </Link>
              )
            }
          />
        )}
        {!hasConnection(connection) && (
          <p className="text-muted text-sm">
            Connect on the <TextLink href="/lightspeed?tab=settings">Settings tab</TextLink>.
          </p>
        )}
        {error && <ReadingFailed signedOut={error.name === "SignedOutError"} />}
      </div>
    </section>
  );
}

/** The age of the last proof; past an hour it says that it is old. */
function LastChecked({ connection: { lastChecked }, renderedAt, region }: Times & { connection: ConnectionView }) {
  const now = useNow(renderedAt);
  if (!lastChecked) return <span className="text-muted">Never</span>;
  const stale = isOlderThan(lastChecked.at, now, lifetimes.connection.lastsMs);
  return (
    <>
      <span className={stale || !lastChecked.ok ? "text-warning-ink" : undefined}>
        <RelativeTime at={lastChecked.at} renderedAt={renderedAt} region={region} />
        {lastChecked.ok ? ", Lightspeed answered" : ", with an error"}
      </span>
      {lastChecked.error && <ErrorDetail text={lastChecked.error} />}
      {stale && (
        <span className="mt-0.5 block text-muted text-pretty">
          More than an hour old: it may have changed since. Click Test Connection to check now.
        </span>
      )}
    </>
  );
}

/** One answer per part can make it long; then it opens on demand. */
function ErrorDetail({ text }: { text: string }) {
  if (text.length <= 120) return <span className="mt-0.5 block text-muted text-pretty">{text}</span>;
  return (
    <details className="mt-0.5 text-muted">
      <summary className="cursor-pointer underline underline-offset-3">Error detail</summary>
      <p className="mt-1 text-pretty">{text}</p>
    </details>
  );
}

function ReadingFailed({ signedOut }: { signedOut: boolean }) {
  return (
    <Alert
      tone="warning"
      title="This page could not be brought up to date"
      actions={
        signedOut && (
          <a href="/login?next=/lightspeed?tab=status" className={buttonClass()}>
            Sign in
          </a>
        )
      }
    >
      {signedOut
        ? "You are signed out. What you see is what was known before."
        : "Upvendo did not answer. What you see is what was known before; we keep trying."}
    </Alert>
  );
}
