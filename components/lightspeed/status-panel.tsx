"use client";

import type { Region } from "@/lib/format";
import type { ConnectionView, TestView } from "@/lib/lightspeed/connection/connection-view-types";
import type { ActionResult } from "@/lib/result";
import { hasConnection } from "./connection-words";
import { StatusCard } from "./status-card";
import { TestCard } from "./test-card";
import { TokenLifeCard } from "./token-life-card";
import { useConnection } from "./use-connection";

export type StatusPanelProps = {
  initial: ConnectionView;
  renderedAt: string;
  region: Region;
  mayManage: boolean;
  test: () => Promise<ActionResult<TestView>>;
};

/** The part of the Status tab that moves while somebody looks. */
export function StatusPanel({ initial, mayManage, test, ...time }: StatusPanelProps) {
  const { connection, error } = useConnection(initial);
  return (
    <>
      <StatusCard connection={connection} error={error} {...time} />
      {hasConnection(connection) && (
        <TestCard
          test={connection.test}
          connectedAt={connection.connectedAt}
          mayManage={mayManage}
          run={test}
          {...time}
        />
      )}
      {connection.tokenLife && (
        <TokenLifeCard life={connection.tokenLife} ended={connection.status === "needs_reauthorization"} {...time} />
      )}
    </>
  );
}
