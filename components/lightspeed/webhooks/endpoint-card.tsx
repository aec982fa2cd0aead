"use client";

import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { EmptyState } from "@/components/ui/empty-state";
import { Stat } from "@/components/ui/stat";
import { TextLink } from "@/components/ui/text-link";
import type { WebhooksView } from "@/lib/lightspeed/webhooks/webhook-view-types";
import { EndpointActions, type EndpointCommand } from "./endpoint-actions";
import { EndpointLight } from "./endpoint-light";
import { subscriptionWord, WHO_MAY } from "./words";

type EndpointCardProps = {
  /** Null: it could not be read. */
  view: WebhooksView | null;
  mayManage: boolean;
  register: EndpointCommand;
  check: EndpointCommand;
  repair: EndpointCommand;
  rotate: EndpointCommand;
  registeredAt: ReactNode;
  lastReadAt: ReactNode;
  renderedAt: string;
};

/** Where Lightspeed sends its notifications, and whether it still has it so. */
export function EndpointCard({
  view,
  mayManage,
  registeredAt,
  lastReadAt,
  renderedAt,
  ...commands
}: EndpointCardProps) {
  const endpoint = view?.endpoint ?? null;
  return (
    <Card
      id="endpoint"
      title="Endpoint"
      description="The address that Lightspeed sends orders, payments, item counts and POS readiness to."
      actions={
        endpoint && <EndpointLight status={endpoint.status} lastReadAt={endpoint.lastReadAt} renderedAt={renderedAt} />
      }
    >
      {view === null ? (
        <EmptyState
          title="The endpoint could not be read"
          action={<TextLink href="/lightspeed/webhooks">Try again</TextLink>}
        >
          Notifications are still received.
        </EmptyState>
      ) : endpoint === null ? (
        <EmptyState
          title={view.connected ? "No endpoint is registered" : "Lightspeed is not connected"}
          action={
            view.connected ? (
              mayManage && <EndpointActions {...commands} show={["register"]} />
            ) : (
              <TextLink href="/lightspeed?tab=settings">Connect Lightspeed</TextLink>
            )
          }
        >
          {view.connected ? "It registers itself after connecting." : "The endpoint registers itself when you connect."}
        </EmptyState>
      ) : (
        <div className="grid gap-4">
          {endpoint.problem && (
            <Alert tone={endpoint.status === "registered" ? "warning" : "negative"} title="The last try did not work">
              {endpoint.problem}
            </Alert>
          )}
          {endpoint.drift && <Drift drift={endpoint.drift} />}
          <Address url={endpoint.url} whole={mayManage} unreachable={endpoint.unreachable} />
          <div className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
            <Stat title="Credentials">
              {endpoint.withCredentials
                ? "User name and password are sent with every notification. They are never shown here."
                : "None are configured: only the secret in the address speaks for a notification. It is marked unverified and never moves money by itself."}
            </Stat>
            <Stat title="Events">
              {["Orders and payments", ...endpoint.subscriptions.map(subscriptionWord)].join(", ")}
            </Stat>
            <Stat title="In each notification">
              {endpoint.flags
                .filter(({ on }) => on)
                .map(({ name }) => name)
                .join(", ") || "Only what happened"}
            </Stat>
            <Stat title="Registered">{registeredAt}</Stat>
            <Stat title="Compared with Lightspeed">{lastReadAt}</Stat>
            {endpoint.oldAccepted && (
              <Stat title="Earlier address">Still accepted for up to an hour after the change.</Stat>
            )}
          </div>
          {mayManage ? (
            <EndpointActions
              {...commands}
              show={
                endpoint.status !== "registered"
                  ? ["register"]
                  : endpoint.drift
                    ? ["repair", "check", "rotate"]
                    : ["check", "rotate"]
              }
            />
          ) : (
            <p className="text-muted text-sm">{WHO_MAY}</p>
          )}
        </div>
      )}
    </Card>
  );
}

function Address({ url, whole, unreachable }: { url: string; whole: boolean; unreachable: string | null }) {
  return (
    <div>
      <h3 className="text-muted text-xs">Address</h3>
      <div className="mt-1 flex flex-wrap items-start gap-2">
        <code id="endpoint-url" className="min-w-0 flex-1 basis-60 break-all font-mono text-sm">
          {url}
        </code>
        {whole && <CopyButton text={url} describedBy="endpoint-url" />}
      </div>
      <p className="mt-1.5 text-sm text-pretty">
        {unreachable ? (
          <>
            <span className="font-medium text-warning-ink">Not reachable from the internet. </span>
            {unreachable} A Lightspeed sandbox on the same computer can reach it.
          </>
        ) : (
          "The address is a public one. Send a test event to see that it answers."
        )}
      </p>
    </div>
  );
}

function Drift({ drift }: { drift: { field: string; ours: string; theirs: string }[] }) {
  return (
    <Alert tone="negative" title="Lightspeed has the endpoint otherwise than we registered it">
      <ul className="mt-1 grid gap-1">
        {drift.map(({ field, ours, theirs }) => (
          <li key={field} className="break-words">
            <span className="font-medium">{field}</span>: at Lightspeed “{theirs}”, ours “{ours}”.
          </li>
        ))}
      </ul>
      <p className="mt-1">Repair writes ours to Lightspeed again.</p>
    </Alert>
  );
}
