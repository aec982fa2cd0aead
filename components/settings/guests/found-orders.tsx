import { SubmitButton } from "@/components/ui/submit-button";
import { TextLink } from "@/components/ui/text-link";
import { formatInstant } from "@/lib/format";
import type { GuestOrders } from "@/lib/orders/find-guest";

type FoundOrdersProps = { found: GuestOrders; contact: string; action: (form: FormData) => void };

export function FoundOrders({ found: { orders, more }, contact, action }: FoundOrdersProps) {
  if (orders.length === 0) return <p className="text-sm">No order holds this address or number.</p>;
  const over = orders.filter(({ open }) => !open).length;
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
      {over > 0 && (
        <form action={action}>
          <input type="hidden" name="contact" value={contact} />
          <SubmitButton variant="destructive" name="do" value="erase">
            {over === 1 ? "Erase the guest's data of one order" : `Erase the guest's data of ${over} orders`}
          </SubmitButton>
        </form>
      )}
    </>
  );
}
