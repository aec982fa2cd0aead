import { TextLink } from "@/components/ui/text-link";
import { formatInstant } from "@/lib/format";
import type { GuestOrders } from "@/lib/orders/find-guest";
import { EraseFound } from "./erase-found";

type FoundOrdersProps = { found: GuestOrders; contact: string; action: (form: FormData) => void };

export function FoundOrders({ found: { orders, more }, contact, action }: FoundOrdersProps) {
  if (orders.length === 0) return <p className="text-sm">No order holds this address or number.</p>;
  const over = orders.filter(({ open }) => !open).map(({ id }) => id);
  return (
    <>
      <ul className="divide-y rounded-md border" aria-label="Orders of this guest">
        {orders.map(({ id, number, at, location, region, open }) => (
          <li key={id} className="flex flex-wrap justify-between gap-x-4 px-3 py-2 text-sm">
            <span>
              <TextLink href={`/orders/${id}`}>{number}</TextLink> · {location}
            </span>
            <span className="text-muted">
              {open ? "Still open: can be erased once it is over" : formatInstant(at, region)}
            </span>
          </li>
        ))}
      </ul>
      {more && <p className="text-muted text-sm">There are more: these are the newest. Erase them, then look again.</p>}
      {/* After an erasure it is another list: its question begins anew. */}
      {over.length > 0 && <EraseFound key={over.join()} {...{ contact, action }} over={over.length} />}
    </>
  );
}
