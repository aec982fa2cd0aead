import { Card } from "@/components/ui/card";
import { SubmitButton } from "@/components/ui/submit-button";

type LocationActivityProps = {
  active: boolean;
  linked: boolean;
  setActive: (form: FormData) => Promise<void>;
};

/** Deactivate with its consequences, or bring back. A form, so it works without script. */
export function LocationActivity({ active, linked, setActive }: LocationActivityProps) {
  const consequence = linked
    ? "This location is linked to Lightspeed: deactivated, it takes no more orders and sends none to the till. The link is kept for when you reactivate it."
    : "A deactivated location takes no orders and is no longer offered in the location picker. Nothing of it is deleted.";
  return (
    <Card
      id="activity"
      title={active ? "Deactivate this location" : "This location is deactivated"}
      description={active ? consequence : "Reactivate it to use it again with everything that was set up before."}
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
