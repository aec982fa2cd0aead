import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { StatGrid } from "@/components/ui/stat-grid";
import { formatCount, formatInstant, type Region } from "@/lib/format";
import type { OrderDetail } from "@/lib/orders/order-view";

type GuestCardProps = { order: OrderDetail; region: Region; keptDays: number; erase: ReactNode };

export function GuestCard({ order, region, keptDays, erase }: GuestCardProps) {
  const { customer, address, guestErasedAt, guests, eraseGuest } = order;
  return (
    <Card
      id="guest"
      title="Guest"
      description={
        <>
          Erased after {formatCount(keptDays, "day")}
          {eraseGuest === "later" && ", and on request once the order is over"}. The fiscal receipt comes from the till.
        </>
      }
      actions={erase}
    >
      {customer === null ? (
        <EmptyState title={guestErasedAt ? "Erased" : "No guest is known"}>
          {guestErasedAt && <Confirmation number={order.number} at={formatInstant(guestErasedAt, region)} />}
        </EmptyState>
      ) : (
        <StatGrid
          className="grid grid-cols-2 gap-x-6 gap-y-4"
          stats={[
            ["Name", [customer.firstName, customer.lastName].filter(Boolean).join(" ")],
            ["Guests", String(guests ?? "–")],
            ["E-mail", customer.email ?? "–"],
            ["Phone", customer.phone ?? "–"],
            address !== null && [
              "Address",
              [address.line1, address.line2, `${address.zip} ${address.city}`].filter(Boolean).join(", "),
            ],
          ]}
        />
      )}
    </Card>
  );
}

/** Nobody knows any more where to send it: whoever was asked passes it on. */
const Confirmation = ({ number, at }: { number: string; at: string }) => (
  <>
    The guest's details were erased on {at}. To pass on to the guest: “Your name, contact details and note of order{" "}
    {number} were erased on {at}. The amounts stay in our books, and the receipt for taxes with the till.”
  </>
);
