import { sql } from "drizzle-orm";
import { collectDefaultMetrics, Gauge, type OpenMetricsContentType, Registry } from "prom-client";
import type { Queryable } from "@/db/client";
import { readOperationFigures } from "@/db/queries/operation-figures";
import type { Services } from "@/lib/services";

type Meaning = { name: string; help: string; label?: string };

/** Every figure of the database and the name that it is scraped by (docs/operations.md says what to do about which). */
const meanings: Record<string, Meaning> = {
  connections: { name: "upvendo_connections", help: "Connections to Lightspeed by status", label: "status" },
  connections_overdue: {
    name: "upvendo_connections_renewal_overdue",
    help: "Tokens that should have been renewed five minutes ago",
  },
  deliveries_due: { name: "upvendo_deliveries_due", help: "Deliveries that wait for a worker" },
  deliveries_due_age: { name: "upvendo_deliveries_due_age_seconds", help: "How long the first of them has waited" },
  deliveries_open: {
    name: "upvendo_deliveries_open",
    help: "Deliveries that are dead letters or parked",
    label: "status",
  },
  deliveries_refused: {
    name: "upvendo_deliveries_refused",
    help: "Requests refused at the receiver's door in this hour and the last two",
    label: "reason",
  },
  inbox_days_ahead: { name: "upvendo_inbox_days_ahead", help: "Days for which the inbox has its table already" },
  orders_under_way: { name: "upvendo_orders_under_way", help: "Orders that are not over, by status", label: "status" },
  orders_overdue: { name: "upvendo_orders_overdue", help: "Orders that should have been looked at five minutes ago" },
  orders_attention: { name: "upvendo_orders_attention", help: "Orders that a person must look at" },
  refunds_open: { name: "upvendo_refunds_open", help: "Refunds that are not proven yet, by status", label: "status" },
  workers: { name: "upvendo_workers", help: "Workers heard of within 30 seconds" },
  jobs: { name: "upvendo_jobs", help: "Background jobs by state", label: "state" },
  jobs_due_age: { name: "upvendo_jobs_due_age_seconds", help: "How long the first due job has waited" },
};

const registry = new Registry<OpenMetricsContentType>();
registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
collectDefaultMetrics({ register: registry, prefix: "upvendo_" });

const databaseUp = new Gauge({
  registers: [registry],
  name: "upvendo_database_up",
  help: "Whether the database answered",
});
const clockOff = new Gauge({
  registers: [registry],
  name: "upvendo_clock_off_seconds",
  help: "How far this machine's clock is ahead of the database's",
});
const gauges = new Map(
  Object.entries(meanings).map(([figure, { name, help, label }]) => [
    figure,
    { label, gauge: new Gauge({ registers: [registry], name, help, labelNames: label ? [label] : [] }) },
  ]),
);

export const METRICS_TYPE = Registry.OPENMETRICS_CONTENT_TYPE;

/** All figures as text. A database that is away is a figure too: `upvendo_database_up 0`. */
export async function writeMetrics({ db }: Pick<Services, "db">): Promise<string> {
  const figures = await readOperationFigures(db).catch(() => null);
  databaseUp.set(figures ? 1 : 0);
  clockOff.set(figures ? await secondsAhead(db).catch(() => Number.NaN) : Number.NaN);
  for (const { gauge } of gauges.values()) gauge.reset();
  for (const { figure, label: value, value: amount } of figures ?? []) {
    const { gauge, label } = gauges.get(figure) ?? {};
    if (label) gauge?.set({ [label]: value }, amount);
    else gauge?.set(amount);
  }
  return registry.metrics();
}

/** By the machine's own clock, which is what is in question here. */
async function secondsAhead(db: Queryable): Promise<number> {
  const asked = Date.now();
  const [row] = await db.execute<{ ms: number }>(
    sql`select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms`,
  );
  return row ? ((asked + Date.now()) / 2 - row.ms) / 1000 : Number.NaN;
}
