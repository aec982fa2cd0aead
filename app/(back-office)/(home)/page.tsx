import type { Metadata } from "next";
import { AttentionCard } from "@/components/home/attention-card";
import { ConnectionLight } from "@/components/home/connection-light";
import { type Light, LightsCard } from "@/components/home/lights-card";
import { RulesCard } from "@/components/home/rules-card";
import { TodayCard } from "@/components/home/today-card";
import { PageHeader } from "@/components/layout/page-header";
import { LiveRefresh } from "@/components/live/live-refresh";
import { PrerequisitesCard } from "@/components/setup/prerequisites-card";
import { LightRefresh } from "@/components/time/light-refresh";
import { listOpen } from "@/lib/attention/list-issues";
import type { Actor } from "@/lib/auth/roles";
import { requireMerchant } from "@/lib/auth/session";
import { getToday } from "@/lib/home/get-today";
import { lifetimes } from "@/lib/lifetimes";
import { ordersOf } from "@/lib/locations/choose-location";
import { countAttention } from "@/lib/orders/list-orders";
import { services } from "@/lib/services";
import { proofsOf } from "@/lib/setup/prerequisites";
import { connectionOf, forPanel, locationChoiceOf, locationsOf, prerequisitesOf, regionOf } from "../back-office-data";

export const metadata: Metadata = { title: "Home" };

/** What can stop working by itself; the rest of the prerequisites stays done once it is. */
const lit = new Map<string, string>([
  ["payment", "Payments"],
  ["webhook", "Webhook"],
  ["readiness", "POS readiness"],
  ["test", "Connection test"],
]);

export default async function HomePage() {
  const actor = await requireMerchant();
  const { merchantId } = actor;
  const chosen = placesOf(actor);
  const [places, connection, steps, region, today, issues, orders] = await Promise.all([
    chosen,
    connectionOf(merchantId),
    prerequisitesOf(merchantId),
    regionOf(actor),
    forPanel("today", async () => getToday(services(), merchantId, await chosen)),
    forPanel("attention", () => listOpen(services(), merchantId)),
    // At the same moment as today's figures, whose transaction it shares.
    forPanel("orders to look at", async () => {
      await chosen;
      return countAttention(services(), merchantId);
    }),
  ]);
  const times = { renderedAt: services().now().toISOString(), region };
  const lights = steps.flatMap(({ id, state, href, broken, proof }): Light[] => {
    const title = lit.get(id);
    return title ? [{ id, title, state, href, broken, proof }] : [];
  });
  const figures = { at: times.renderedAt, lastsMs: lifetimes.figures.lastsMs };
  const stepsLeft = steps.filter(({ done }) => !done).length;
  const isSetUp = stepsLeft === 0;
  const inUse = places.filter(({ active }) => active);
  const only = inUse.length === 1 && today?.inactive.length === 0 ? inUse[0] : null;
  return (
    <>
      <PageHeader title={actor.merchantName} description="What needs your attention." />
      <LiveRefresh topics={["orders", "attention", "readiness", "webhooks"]} />
      <LightRefresh proofs={[figures, ...proofsOf(steps)]} renderedAt={times.renderedAt} />
      <div className="grid gap-5">
        <AttentionCard issues={issues} orders={orders} stepsLeft={stepsLeft} {...times} />
        <ConnectionLight initial={connection} {...times} />
        {!isSetUp && <PrerequisitesCard steps={steps} {...times} />}
        <div className="grid gap-5 lg:grid-cols-2 lg:items-start">
          <div className="grid gap-5">
            <TodayCard today={today} place={only?.name ?? "All locations"} region={region} />
            <RulesCard rules={today?.rules ?? null} {...times} />
          </div>
          <LightsCard lights={lights} {...times} />
        </div>
        {isSetUp && <PrerequisitesCard steps={steps} {...times} />}
      </div>
    </>
  );
}

/** Those that the location picker leaves. */
async function placesOf(actor: Actor) {
  return ordersOf(await locationChoiceOf(actor), await locationsOf(actor.merchantId));
}
