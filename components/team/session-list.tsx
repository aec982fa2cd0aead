import { RelativeTime } from "@/components/time/relative-time";
import type { Region } from "@/lib/format";
import type { SessionView } from "@/lib/team/get-team";

type SessionListProps = {
  sessions: SessionView[];
  /** The one that looks at the page. */
  current: string;
  renderedAt: string;
  region: Region;
};

export function SessionList({ sessions, current, renderedAt, region }: SessionListProps) {
  const time = (at: string) => <RelativeTime at={at} renderedAt={renderedAt} region={region} />;
  return (
    <ul aria-label="Open sessions" className="divide-y text-sm">
      {sessions.map((session) => (
        <li key={session.id} className="flex flex-wrap justify-between gap-x-4 gap-y-0.5 px-4 py-2.5 sm:px-5">
          <span>
            {session.device}
            {session.id === current && <span className="text-muted"> (this device)</span>}
          </span>
          <span className="text-muted">
            last seen {time(session.lastSeenAt)}, signed in {time(session.since)}
          </span>
        </li>
      ))}
    </ul>
  );
}
