import { Card } from "@/components/ui/card";
import { SubmitButton } from "@/components/ui/submit-button";

/** A form, so it works without script. */
export function RemoveProfile({ inUse, remove }: { inUse: boolean; remove: () => Promise<void> }) {
  return (
    <Card
      id="remove"
      title="Remove this profile"
      description={
        inUse
          ? "Its locations take no payments until they have another profile. What was paid through it can still be given back."
          : "No new payments go through it. What was paid through it can still be given back."
      }
      actions={
        <form action={remove}>
          <SubmitButton variant="destructive-quiet">Remove</SubmitButton>
        </form>
      }
    />
  );
}
