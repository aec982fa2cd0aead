import { unstable_rethrow } from "next/navigation";
import { hasConnection } from "@/components/lightspeed/connection-words";
import { type LogFilter, parseLogFilter } from "@/components/lightspeed/log-filter";
import { LogPanel } from "@/components/lightspeed/log-panel";
import { ReadinessCard } from "@/components/lightspeed/readiness-card";
import { StatusPanel } from "@/components/lightspeed/status-panel";
import { UptimeCard } from "@/components/lightspeed/uptime-card";
import { LiveRefresh } from "@/components/live/live-refresh";
import { SubmitButton } from "@/components/ui/submit-button";
import { type Actor, can } from "@/lib/auth/roles";
import type { ConnectionView } from "@/lib/lightspeed/connection/connection-view-types";
import { getStatus } from "@/lib/lightspeed/connection/get-status";
import { getIntegrationLog } from "@/lib/lightspeed/connection/log";
import { listReadinessViews } from "@/lib/lightspeed/readiness/get-readiness";
import { getUptime } from "@/lib/lightspeed/uptime/get-uptime";
import { services } from "@/lib/services";
import { forPanel, locationChoiceOf, regionOf } from "../back-office-data";
import { testConnectionAction } from "./actions";
import { askReadinessAction } from "./readiness-actions";

/** Everything that the tab shows beside the connection. */
export async function readStatus(actor: Actor, params: Record<string, string | string[] | undefined>) {
  const filter = parseLogFilter(params);
  const [region, choice, panels] = await Promise.all([
    regionOf(actor),
    locationChoiceOf(actor),
    readPanels(actor.merchantId, filter),
  ]);
  return { filter, region, choice, ...panels };
}

/** Together, in one transaction and one exchange with the database; each by itself where that fails, so that one fault empties one panel. */
async function readPanels(merchantId: string, filter: LogFilter) {
  try {
    return await getStatus(services(), merchantId, filter);
  } catch (error) {
    unstable_rethrow(error);
    const [log, readiness, uptime] = await Promise.all([
      forPanel("integration log", () => getIntegrationLog(services(), merchantId, filter)),
      forPanel("readiness", () => listReadinessViews(services(), merchantId)),
      forPanel("uptime", () => getUptime(services(), merchantId)),
    ]);
    return { log, readiness, uptime };
  }
}

type StatusTabProps = { actor: Actor; connection: ConnectionView; status: Awaited<ReturnType<typeof readStatus>> };

export function StatusTab({ actor, connection, status }: StatusTabProps) {
  const { filter, region, choice, log, readiness, uptime } = status;
  const mayManage = can(actor, "connection.manage");
  const times = { renderedAt: services().now().toISOString(), region };
  const chosen = choice.kind === "one" ? choice.location.id : null;
  const isShown = ({ locationId }: { locationId: string }) => chosen === null || locationId === chosen;
  return (
    <>
      <LiveRefresh topics={["log", "readiness"]} />
      <StatusPanel initial={connection} mayManage={mayManage} test={testConnectionAction} {...times} />
      {hasConnection(connection) && (
        <ReadinessCard
          readiness={readiness?.filter(isShown) ?? null}
          actions={
            mayManage && (
              <form action={askReadinessAction}>
                <SubmitButton variant="secondary">Ask now</SubmitButton>
              </form>
            )
          }
          {...times}
        />
      )}
      {hasConnection(connection) && <UptimeCard uptime={uptime?.filter(isShown) ?? null} region={region} />}
      <LogPanel log={log} filter={filter} region={region} />
    </>
  );
}
