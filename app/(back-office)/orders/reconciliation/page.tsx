import type { Metadata } from "next";
import { PageHeader } from "@/components/layout/page-header";
import { LiveRefresh } from "@/components/live/live-refresh";
import { ReconciliationDays } from "@/components/orders/reconciliation-days";
import { can } from "@/lib/auth/roles";
import { requireMerchant } from "@/lib/auth/session";
import { isDay } from "@/lib/lightspeed/reports/business-days";
import { listReconciledDays } from "@/lib/orders/reconciliation/list-days";
import { services } from "@/lib/services";
import { forPanel, locationChoiceOf } from "../../back-office-data";
import { compareAgainAction } from "./actions";

export const metadata: Metadata = { title: "Reconciliation" };

type Params = Record<string, string | string[] | undefined>;

export default async function ReconciliationPage({ searchParams }: { searchParams: Promise<Params> }) {
  const actor = await requireMerchant();
  const { before } = await searchParams;
  const choice = await locationChoiceOf(actor);
  const location = choice.kind === "one" ? choice.location : null;
  const list = await forPanel("reconciliation", () =>
    listReconciledDays(services(), actor.merchantId, {
      ...(location ? { locationId: location.id } : {}),
      ...(isDay(before) ? { before } : {}),
    }),
  );
  return (
    <>
      <LiveRefresh topics={["orders"]} />
      <PageHeader
        title="Reconciliation"
        description="Each business day, your orders, your till and your payment provider are held against each other."
      />
      <ReconciliationDays
        list={list}
        location={location?.name ?? null}
        further={isDay(before)}
        again={can(actor, "orders.manage") ? compareAgainAction : null}
      />
    </>
  );
}
