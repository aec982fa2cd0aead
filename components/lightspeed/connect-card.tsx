import { Alert } from "@/components/ui/alert";
import { Card } from "@/components/ui/card";
import type { ConnectionView } from "@/lib/lightspeed/connection/connection-view-types";
import type { ActionResult } from "@/lib/result";
import { BeforeConnecting } from "./before-connecting";
import { ConnectButton } from "./connect-button";
import { RECONNECT_ROLES } from "./connection-words";

type ConnectCardProps = {
  connection: ConnectionView;
  mayManage: boolean;
  start: () => Promise<ActionResult<{ url: string }>>;
};

export function ConnectCard({ connection, mayManage, start }: ConnectCardProps) {
  return (
    <Card
      id="connect"
      title="Connect Lightspeed Restaurant K-Series"
      description="You sign in at Lightspeed and give Upvendo permission. One connection covers all locations of your Lightspeed account."
      footer={
        mayManage ? (
          <>
            <span>You come back here afterwards. The sign-in must be finished within 10 minutes.</span>
            <ConnectButton label="Connect with Lightspeed" start={start} />
          </>
        ) : (
          <span>{RECONNECT_ROLES}</span>
        )
      }
    >
      <div className="grid gap-4">
        {connection.status === "connecting" && (
          <Alert title="Somebody of your team is at Lightspeed's sign-in right now">
            This page changes by itself when they are done. Starting again ends their attempt.
          </Alert>
        )}
        <BeforeConnecting redirectUri={connection.redirectUri} />
      </div>
    </Card>
  );
}
