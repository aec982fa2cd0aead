import type { Metadata } from "next";
import { PageHeader } from "@/components/layout/page-header";
import { DataAge } from "@/components/lightspeed/data-age";
import { NoPlace } from "@/components/lightspeed/no-place";
import { PlacePicker } from "@/components/lightspeed/place-picker";
import { LoadCard } from "@/components/lightspeed/reports/load-card";
import { RangeForm } from "@/components/lightspeed/reports/range-form";
import { ReferenceCard } from "@/components/lightspeed/reports/reference-card";
import { reportAddress } from "@/components/lightspeed/reports/report-address";
import { ReportParts } from "@/components/lightspeed/reports/report-parts";
import { TotalsCard } from "@/components/lightspeed/reports/totals-card";
import { LiveRefresh } from "@/components/live/live-refresh";
import { requireMerchant } from "@/lib/auth/session";
import { formatDay, type Region } from "@/lib/format";
import { readOrderProfiles } from "@/lib/lightspeed/reference/read-order-profiles";
import { readPaymentMethods } from "@/lib/lightspeed/reference/read-payment-methods";
import { calendarDay } from "@/lib/lightspeed/reports/business-days";
import { readAccountingGroups, readTaxRates } from "@/lib/lightspeed/reports/reference-lists";
import type { ReportView } from "@/lib/lightspeed/reports/report-view";
import { visitReport } from "@/lib/lightspeed/reports/visit-report";
import { services } from "@/lib/services";
import { placeChoiceOf } from "../linked-places";
import { cancelReportAction, readReportAction, refreshReferenceAction } from "./actions";
import { presetsOf, readRange } from "./read-range";

export const metadata: Metadata = { title: "Reports" };

type Params = Record<string, string | string[] | undefined>;

const description = "What was sold, taxed, tipped and paid, by the restaurant's own business days.";
const DAY_MS = 24 * 3_600_000;

export default async function ReportsPage({ searchParams }: { searchParams: Promise<Params> }) {
  const actor = await requireMerchant();
  const params = await searchParams;
  const { connected, places, chosen } = await placeChoiceOf(actor, params.place);
  if (!chosen)
    return (
      <>
        <PageHeader title="Reports" description={description} />
        <NoPlace connected={connected} what="Sales of your till" />
      </>
    );
  const { locationId, businessLocationId: placeId, currency, region } = chosen;
  const { timeZone } = region;
  const now = services().now();
  const { range, refusal } = readRange(params, now, timeZone);
  const [report, { taxes, methods, groups, profiles }] = await Promise.all([
    visitReport(services(), actor, { placeId, currency, timeZone, range }),
    referenceOf(actor.merchantId, placeId),
  ]);
  const { from, to } = report;
  const place = places.length > 1 ? locationId : undefined;
  const times = { renderedAt: now.toISOString(), region };
  return (
    <>
      <LiveRefresh topics={["reports"]} />
      <PageHeader
        title="Reports"
        description={description}
        actions={<PlacePicker action="/lightspeed/reports" places={places} chosen={locationId} />}
      />
      <div className="grid gap-5">
        <RangeForm
          {...{ place, from, to, refusal }}
          presets={presetsOf(range, report.today ?? calendarDay(now, timeZone))}
        />
        <LoadCard
          report={report}
          read={readReportAction.bind(null, { locationId, from, to })}
          cancel={cancelReportAction.bind(null, locationId)}
          {...times}
        />
        <TotalsCard
          report={report}
          title={titleOf(report, region)}
          region={region}
          exportHref={reportAddress({ place, from, to }).replace("/reports", "/reports/export")}
        />
        {report.days.length > 0 && <ReportParts report={report} profiles={profiles} region={region} />}
        <ReferenceCard
          taxRates={taxes.data}
          methods={methods.data}
          region={region}
          groups={groups.data}
          age={
            <DataAge
              readAt={taxes.readAt?.toISOString() ?? null}
              stale={taxes.stale}
              problem={taxes.problem ?? methods.problem ?? groups.problem}
              refresh={refreshReferenceAction.bind(null, locationId)}
              {...times}
            />
          }
        />
      </div>
    </>
  );
}

async function referenceOf(merchantId: string, placeId: string) {
  const [taxes, methods, groups, profiles] = await Promise.all([
    readTaxRates(services(), merchantId, { placeId }),
    readPaymentMethods(services(), merchantId, placeId, { maxAgeMs: DAY_MS }),
    readAccountingGroups(services(), merchantId, { placeId }),
    readOrderProfiles(services(), merchantId, placeId, { maxAgeMs: DAY_MS }),
  ]);
  return { taxes, methods, groups, profiles: new Map(profiles.data?.map(({ code, name }) => [code, name])) };
}

function titleOf({ from, to, today }: ReportView, region: Region): string {
  const [first, last] = [formatDay(from, region), formatDay(to, region)];
  return from !== to
    ? `${first} to ${last}`
    : from === today
      ? `Today's business day, ${first}`
      : `Business day ${first}`;
}
