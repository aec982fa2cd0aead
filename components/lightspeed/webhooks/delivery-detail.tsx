import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Stat } from "@/components/ui/stat";
import { Table, Td, Th } from "@/components/ui/table";
import { formatDuration, formatLogInstant, type Region, zoneName } from "@/lib/format";
import type { DeliveryView } from "@/lib/lightspeed/webhooks/webhook-view-types";
import { statusWords, typeWord, verdictWords } from "./words";

type DeliveryDetailProps = { delivery: DeliveryView; region: Region; redeliver: ReactNode };

/** One delivery: what it was, what it did, and how often it was tried. */
export function DeliveryDetail({ delivery, region, redeliver }: DeliveryDetailProps) {
  const { status, verified, outcome, remedy } = delivery;
  const verdict = verdictWords[verified ? "verified" : "unverified"];
  const at = (iso: string | null) => (iso ? formatLogInstant(iso, region) : "–");
  return (
    <>
      <Card id="delivery" title="What it did" description={`Times are in ${zoneName(region)}.`} actions={redeliver}>
        <div className="grid gap-4">
          <div className="flex flex-wrap gap-1.5">
            <Badge tone={statusWords[status].tone}>{statusWords[status].text}</Badge>
            <Badge tone={verdict.tone}>{verdict.text}</Badge>
          </div>
          {!verified && (
            <Alert tone="warning" title="Only the secret in the address speaks for this delivery">
              It may cause a look at Lightspeed and nothing else. Configured credentials make deliveries verified.
            </Alert>
          )}
          {status === "dead" ? (
            <Alert tone="negative" title={outcome ?? "It failed."}>
              {remedy}
            </Alert>
          ) : (
            <p className="text-sm text-pretty">{outcome ?? "It has not been worked on yet."}</p>
          )}
          <div className="grid grid-cols-2 gap-x-6 gap-y-4 md:grid-cols-3">
            <Stat title="Received">{at(delivery.at)}</Stat>
            <Stat title="Worked on">{at(delivery.startedAt)}</Stat>
            <Stat title="Took">{delivery.durationMs === null ? "–" : formatDuration(delivery.durationMs)}</Stat>
            <Stat title="Attempts">{delivery.attempts}</Stat>
            <Stat title="Next try by itself">{at(delivery.nextTryAt)}</Stat>
            <Stat title="Reference">{delivery.reference ?? "–"}</Stat>
            <Stat title="Location">{delivery.placeName ?? delivery.businessLocationId ?? "–"}</Stat>
            <Stat title="Check at Lightspeed">{delivery.accountIdentifier ?? "–"}</Stat>
            <Stat title="Correlation id">{delivery.correlationId}</Stat>
          </div>
        </div>
      </Card>
      <Attempts delivery={delivery} region={region} />
      <Card id="body" title="Body" description={`${typeWord(delivery.type)}, as it came.`}>
        <pre className="max-h-96 overflow-auto whitespace-pre-wrap rounded border bg-sunken p-3 font-mono text-xs [overflow-wrap:anywhere]">
          {pretty(delivery.body)}
        </pre>
      </Card>
      <Headers headers={delivery.headers} />
    </>
  );
}

function Headers({ headers }: { headers: DeliveryView["headers"] }) {
  return (
    <Card id="headers" flush title="Headers" description="Credentials are never stored.">
      {headers.length === 0 ? (
        <EmptyState title="No headers were kept" />
      ) : (
        <Table aria-label="Headers">
          <thead>
            <tr>
              <Th>Name</Th>
              <Th>Value</Th>
            </tr>
          </thead>
          <tbody>
            {headers.map(({ name, value }) => (
              <tr key={name}>
                <Td className="whitespace-nowrap font-mono text-xs">{name}</Td>
                <Td className="font-mono text-xs [overflow-wrap:anywhere]">{value}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}

const results: Record<string, string> = {
  processed: "Done",
  parked: "Waits for its order",
  ignored: "Not used",
  failed: "Failed",
  crashed: "The worker ended",
};
const triggers: Record<string, string> = {
  delivery: "Delivered",
  retry: "Tried again",
  woken: "Its order appeared",
  replay: "Redelivered",
};

function Attempts({ delivery, region }: { delivery: DeliveryView; region: Region }) {
  const newest = [...delivery.attemptsMade].reverse();
  return (
    <Card id="attempts" flush title="Attempts" description="Newest first.">
      {newest.length === 0 ? (
        <EmptyState title="Not tried yet">The worker takes it as soon as it is free.</EmptyState>
      ) : (
        <ol aria-label="Attempts" className="divide-y">
          {newest.map(({ at, trigger, by, result, what, durationMs }) => (
            <li key={at + trigger} className="grid gap-0.5 px-4 py-2.5 text-sm sm:px-5">
              <p className="flex flex-wrap justify-between gap-x-4">
                <span>
                  <span className="font-medium">{results[result] ?? result}</span>
                  <span className="text-muted">
                    {" · "}
                    {triggers[trigger] ?? trigger}
                    {by && ` by ${by}`}
                  </span>
                </span>
                <span className="text-muted tabular-nums">
                  {formatLogInstant(at, region)}
                  {durationMs !== null && `, ${formatDuration(durationMs)}`}
                </span>
              </p>
              <p className="text-muted text-pretty">{what}</p>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}

/** Indented without reading it: parsing would round long numbers. */
function pretty(json: string): string {
  let depth = 0;
  let inText = false;
  let out = "";
  const line = () => `\n${"  ".repeat(Math.max(0, depth))}`;
  for (let index = 0; index < json.length; index += 1) {
    const char = json[index] ?? "";
    if (inText) {
      out += char === "\\" ? char + (json[++index] ?? "") : char;
      if (char === '"') inText = false;
    } else if (char === '"') {
      inText = true;
      out += char;
    } else if (char === "{" || char === "[") {
      depth += 1;
      out += char + line();
    } else if (char === "}" || char === "]") {
      depth -= 1;
      out += line() + char;
    } else if (char === ",") out += char + line();
    else if (char === ":") out += ": ";
    else if (!/\s/.test(char)) out += char;
  }
  return out;
}
