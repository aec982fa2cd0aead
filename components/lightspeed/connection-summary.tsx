"use client";

import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { Stat } from "@/components/ui/stat";
import { formatInstant, type Region } from "@/lib/format";
import type { ConnectionView } from "@/lib/lightspeed/connection/connection-view-types";
import { ConnectionBadge } from "./connection-badge";
import { environmentWords } from "./connection-words";

type ConnectionSummaryProps = {
  connection: ConnectionView;
  renderedAt: string;
  region: Region;
  /** Reconnect, or who may. */
  actions: ReactNode;
  /** Choosing another business, where the account has several. */
  businessChoice: ReactNode;
};

export function ConnectionSummary({ connection, renderedAt, region, actions, businessChoice }: ConnectionSummaryProps) {
  const { business, connectedByName, connectedAt } = connection;
  const { status, lastChecked } = connection;
  return (
    <Card
      id="connection"
      title={business?.name || "Lightspeed Restaurant K-Series"}
      description={<ConnectionBadge status={status} lastChecked={lastChecked} renderedAt={renderedAt} />}
      actions={actions}
      footer={businessChoice}
    >
      <div className="grid gap-x-6 gap-y-4 sm:grid-cols-2 lg:grid-cols-4">
        <Stat title="Business ID">
          {business ? (
            <span className="flex flex-wrap items-center gap-2">
              <code className="font-mono">{business.id}</code>
              <CopyButton text={business.id} describedBy="connection-title" />
            </span>
          ) : (
            <MissingBusiness explained={connection.problem?.code === "business_missing"} />
          )}
        </Stat>
        <Stat title="Environment">{environmentWords[connection.environment]}</Stat>
        <Stat title="Connected by">{connectedByName ?? "Not known"}</Stat>
        <Stat title="Connected on">
          {connectedAt ? (
            <time dateTime={connectedAt} title={region.timeZone}>
              {formatInstant(connectedAt, region)}
            </time>
          ) : (
            "Not known"
          )}
        </Stat>
      </div>
    </Card>
  );
}

/** Why it is missing is told once: above, where it is the problem of the page. */
function MissingBusiness({ explained }: { explained: boolean }) {
  if (explained) return <span className="text-warning-ink">Missing</span>;
  return (
    <span className="text-warning-ink">
      Business ID is missing. Lightspeed did not answer with your businesses; click Reconnect.
    </span>
  );
}
