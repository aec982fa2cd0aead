import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Stat } from "@/components/ui/stat";
import { formatInstant, type Region } from "@/lib/format";
import type { OrderDetail } from "@/lib/orders/order-view";

export function GuestCard({ order, region }: { order: OrderDetail; region: Region }) {
  const { customer, address, guestErasedAt, guests } = order;
  return (
    <Card id="guest" title="Guest" description="Erased after 90 days. The fiscal receipt comes from the till.">
      {customer === null ? (
        <EmptyState title={guestErasedAt ? "Erased" : "No guest is known"}>
          {guestErasedAt && `The guest's details were erased on ${formatInstant(guestErasedAt, region)}.`}
        </EmptyState>
      ) : (
        <div className="grid grid-cols-2 gap-x-6 gap-y-4">
          <Stat title="Name">{[customer.firstName, customer.lastName].filter(Boolean).join(" ")}</Stat>
          <Stat title="Guests">{guests ?? "–"}</Stat>
          <Stat title="E-mail">{customer.email ?? "–"}</Stat>
          <Stat title="Phone">{customer.phone ?? "–"}</Stat>
          {address && (
            <Stat title="Address">
              {[address.line1, address.line2, `${address.zip} ${address.city}`].filter(Boolean).join(", ")}
            </Stat>
          )}
        </div>
      )}
    </Card>
  );
}
