"use client";

import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { formatCount } from "@/lib/format";
import type { ScopeView } from "@/lib/lightspeed/connection/connection-view-types";

type ScopeListProps = {
  scopes: ScopeView[];
  /** Lightspeed has ended the connection: what was granted no longer counts. */
  ended: boolean;
};

/** Granted permissions against the needed ones; each missing one says what does not work without it. */
export function ScopeList({ scopes, ended }: ScopeListProps) {
  return (
    <Card id="scopes" flush title="Permissions" description={ended ? ENDED : summary(scopes)}>
      <ul className="divide-y">
        {scopes.map(({ name, label, granted, withoutIt }) => (
          <li key={name} className="flex items-center justify-between gap-4 px-4 py-2.5 text-sm sm:px-5">
            <div className="min-w-0">
              <span className="font-medium">{label}</span>{" "}
              <code className="ml-1 font-mono text-muted text-xs">{name}</code>
              {!granted && <p className="text-muted text-pretty">{withoutIt}</p>}
            </div>
            <ScopeState granted={granted} ended={ended} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

const ENDED =
  "Lightspeed has ended the connection, so none of these counts at the moment. Reconnect to get them again.";

function summary(scopes: ScopeView[]): string {
  const missing = scopes.filter((scope) => !scope.granted).length;
  if (missing === 0) return "Lightspeed granted everything that Upvendo needs.";
  return `${formatCount(missing, "permission is", "permissions are")} missing. Click Reconnect and allow every permission on Lightspeed's screen.`;
}

function ScopeState({ granted, ended }: { granted: boolean; ended: boolean }) {
  if (!granted) return <Badge tone="warning">Missing</Badge>;
  return ended ? <Badge>Granted before</Badge> : <Badge tone="positive">Granted</Badge>;
}
