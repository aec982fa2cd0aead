import type { Metadata } from "next";
import { AttentionCard } from "@/components/home/attention-card";
import { ConnectionLight } from "@/components/home/connection-light";
import { type Light, LightsCard } from "@/components/home/lights-card";
import { RulesCard, TodayCard } from "@/components/home/today-card";
import { PageHeader } from "@/components/layout/page-header";
import { LiveRefresh } from "@/components/live/live-refresh";
import { PrerequisitesCard } from "@/components/setup/prerequisites-card";
import { listIssues } from "@/lib/attention/list-issues";
import { requireMerchant } from "@/lib/auth/session";
import { getToday } from "@/lib/home/get-today";
import { countAttention } from "@/lib/orders/list-orders";
import { services } from "@/lib/services";
import { connectionOf, forPanel, locationChoiceOf, locationsOf, prerequisitesOf, regionOf } from "../back-office-data";

export const metadata: Metadata = { title: "Home" };

/** What can stop working by itself; the rest of the prerequisites stays done once it is. */
const lit = new Map<string, Pick<Light, "title" | "lastsMs">>([
  // The provider is asked once a day.
  ["payment", { title: "Payments", lastsMs: 26 * 3_600_000 }],
  ["webhook", { title: "Webhook" }],
  ["readiness", { title: "POS readiness" }],
  ["test", { title: "Connection test" }],
]);

export default async function HomePage() {
  const actor = await requireMerchant();
  const { merchantId } = actor;
  const choice = await locationChoiceOf(actor);
  const chosen =
    choice.kind === "one" ? [choice.location] : (await locationsOf(merchantId)).filter(({ active }) => active);
  const [connection, steps, region, today, issues, orders] = await Promise.all([
    connectionOf(merchantId),
    prerequisitesOf(merchantId),
    regionOf(actor),
    forPanel("today", () => getToday(services(), merchantId, chosen)),
    forPanel("attention", () => listIssues(services(), merchantId)),
    forPanel("orders to look at", () => countAttention(services(), merchantId)),
  ]);
  const times = { renderedAt: services().now().toISOString(), region };
  const lights = steps.flatMap(({ id, state, href, broken, proof }) => {
    const known = lit.get(id);
    return known ? [{ id, ...known, state, href, broken, proof }] : [];
  });
  const isSetUp = steps.every(({ done }) => done);
  const place = choice.kind === "one" ? choice.location.name : "All locations";
  return (
    <>
      <PageHeader title={actor.merchantName} description="What needs your attention." />
      <LiveRefresh topics={["orders", "attention", "readiness", "webhooks"]} />
      <div className="grid gap-5">
        <AttentionCard issues={issues?.open ?? null} orders={orders} {...times} />
        <ConnectionLight initial={connection} {...times} />
        {!isSetUp && <PrerequisitesCard steps={steps} {...times} />}
        <div className="grid gap-5 lg:grid-cols-2 lg:items-start">
          <div className="grid gap-5">
            <TodayCard today={today} place={place} region={region} />
            <RulesCard today={today} />
          </div>
          <LightsCard lights={lights} {...times} />
        </div>
        {isSetUp && <PrerequisitesCard steps={steps} {...times} />}
      </div>
    </>
  );
}
