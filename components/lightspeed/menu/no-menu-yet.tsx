import { Alert } from "@/components/ui/alert";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";

type NoMenuYetProps = { problem: { message: string; remedy: string } | null; maySync: boolean };

export function NoMenuYet({ problem, maySync }: NoMenuYetProps) {
  return (
    <Card id="tree" flush title="Menu">
      {problem && (
        <div className="p-4">
          <Alert tone="negative" title={problem.message}>
            {problem.remedy}
          </Alert>
        </div>
      )}
      <EmptyState title="No menu has been read yet">
        {maySync
          ? "Press “Synchronise now” above to read the menus of this location from Lightspeed."
          : "An owner or manager can read the menus of this location from Lightspeed."}
      </EmptyState>
    </Card>
  );
}
