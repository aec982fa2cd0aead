import { Card } from "@/components/ui/card";
import { SubmitButton } from "@/components/ui/submit-button";
import { formatCount, formatList } from "@/lib/format";

type LocationActivityProps = {
  active: boolean;
  linked: boolean;
  orders: { open: number; unpaid: number; later: number };
  setActive: (form: FormData) => Promise<void>;
};

/** Deactivate with its consequences, or bring back. A form, so it works without script. */
export function LocationActivity({ active, linked, orders, setActive }: LocationActivityProps) {
  const consequence = linked
    ? "This location is linked to Lightspeed: deactivated, it takes no more orders. The link is kept for when you reactivate it."
    : "A deactivated location takes no orders and is no longer offered in the location picker. Nothing of it is deleted.";
  return (
    <Card
      id="activity"
      title={active ? "Deactivate this location" : "This location is deactivated"}
      description={
        active
          ? [consequence, stillOpen(orders)].join(" ").trim()
          : "Reactivate it to use it again with everything that was set up before."
      }
      actions={
        <form action={setActive}>
          <SubmitButton variant={active ? "destructive-quiet" : "primary"}>
            {active ? "Deactivate" : "Reactivate"}
          </SubmitButton>
        </form>
      }
    />
  );
}

/** Nobody who has paid goes without a meal. */
function stillOpen({ open, unpaid, later }: LocationActivityProps["orders"]): string {
  if (open === 0) return "";
  const some = [later > 0 && `${later} for later`, unpaid > 0 && `${unpaid} not paid yet`].filter(
    (one) => one !== false,
  );
  const among = some.length > 0 ? `, among them ${formatList(some)}` : "";
  return `${formatCount(open, "order")} placed here ${open === 1 ? "is" : "are"} still under way${among}: what is paid goes on to the till all the same. To stop one, cancel it on its page.`;
}
