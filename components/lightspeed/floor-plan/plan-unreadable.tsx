import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";

export function PlanUnreadable() {
  return (
    <Card id="plan" flush title="Floor plan">
      <EmptyState title="The floor plan could not be read">
        That is a fault on our side. Reload the page in a minute; nothing was changed.
      </EmptyState>
    </Card>
  );
}
