import type { Metadata } from "next";
import { PageHeader } from "@/components/layout/page-header";
import { PendingChoice } from "@/components/lightspeed/pending-choice";
import { Alert } from "@/components/ui/alert";
import { TabPanel, Tabs } from "@/components/ui/tabs";
import { can } from "@/lib/auth/roles";
import { requireMerchant } from "@/lib/auth/session";
import { readConnectOutcome } from "@/lib/lightspeed/connection/connect-outcomes";
import { connectionOf } from "../back-office-data";
import { decideAction } from "./actions";
import { SettingsTab } from "./settings-tab";
import { readStatus, StatusTab } from "./status-tab";

export const metadata: Metadata = { title: "Lightspeed" };

const tabs = [
  { id: "settings", label: "Settings", href: "/lightspeed?tab=settings" },
  { id: "status", label: "Status", href: "/lightspeed?tab=status" },
];

type Params = Record<string, string | string[] | undefined>;

export default async function LightspeedPage({ searchParams }: { searchParams: Promise<Params> }) {
  const actor = await requireMerchant();
  const params = await searchParams;
  const tab = params.tab === "status" ? "status" : "settings";
  // Side by side: what a tab shows need not wait for the connection.
  const [connection, status] = await Promise.all([
    connectionOf(actor.merchantId),
    tab === "status" ? readStatus(actor, params) : null,
  ]);
  const outcome = readConnectOutcome(typeof params.connect === "string" ? params.connect : undefined);
  return (
    <>
      <PageHeader
        title="Lightspeed"
        description="Lightspeed Restaurant K-Series: the till that your orders go to and your menus come from."
        tabs={<Tabs label="Lightspeed" tabs={tabs} current={tab} />}
      />
      {outcome && (
        <div className="mb-5">
          <Alert tone={outcome.tone} title={outcome.title} role={outcome.tone === "negative" ? "alert" : "status"}>
            {outcome.message} {outcome.next}
          </Alert>
        </div>
      )}
      {connection.pendingChoice && (
        <PendingChoice
          choice={connection.pendingChoice}
          mayManage={can(actor, "connection.manage")}
          decide={decideAction}
        />
      )}
      <TabPanel id={tab}>
        {status && <StatusTab actor={actor} connection={connection} status={status} />}
        {/* Which business it is comes first: every other setting depends on it. */}
        {tab === "settings" && !connection.pendingChoice && (
          <SettingsTab actor={actor} problemTold={outcome !== null && params.connect === connection.problem?.code} />
        )}
      </TabPanel>
    </>
  );
}
