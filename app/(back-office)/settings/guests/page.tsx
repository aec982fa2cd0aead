import type { Metadata } from "next";
import { PageHeader } from "@/components/layout/page-header";
import { WhatIsErased } from "@/components/orders/what-is-erased";
import { GuestDataForm } from "@/components/settings/guests/guest-data-form";
import { Card } from "@/components/ui/card";
import { can } from "@/lib/auth/roles";
import { requireMerchant } from "@/lib/auth/session";
import { formatCount } from "@/lib/format";
import { keptDays } from "@/lib/orders/erase-guest";
import { services } from "@/lib/services";
import { guestDataAction } from "./actions";

export const metadata: Metadata = { title: "Guest data" };

export default async function GuestDataPage() {
  const actor = await requireMerchant();
  return (
    <>
      <PageHeader
        title="Guest data"
        description={`Names, addresses, e-mails, phone numbers and notes are erased ${formatCount(keptDays(services()), "day")} after the order by themselves, and earlier when a guest asks for it.`}
      />
      <div className="grid max-w-2xl gap-4">
        <Card
          id="find-a-guest"
          title="When a guest asks"
          description={
            can(actor, "orders.manage")
              ? "Finds all orders in which the guest left this address or number. An order without either is erased on its own page."
              : "Only owners and managers can erase guest data."
          }
        >
          {can(actor, "orders.manage") && <GuestDataForm act={guestDataAction} />}
        </Card>
        <Card id="what-is-erased" title="What is erased, and what stays">
          <WhatIsErased />
        </Card>
      </div>
    </>
  );
}
