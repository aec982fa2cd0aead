import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import type { InstructionsView } from "@/lib/lightspeed/menu/menu-parts";

type InstructionsCardProps = { groups: InstructionsView[] | null; age: ReactNode };

export function InstructionsCard({ groups, age }: InstructionsCardProps) {
  return (
    <Card
      id="instructions"
      title="Production instructions"
      description="Notes for the kitchen that an order may carry. They never cost anything."
    >
      <div className="grid gap-4">
        {age}
        {groups?.length === 0 && (
          <EmptyState title="No production instruction">
            Production instructions that you create in Lightspeed's Back Office appear here.
          </EmptyState>
        )}
        {groups && groups.length > 0 && (
          <ul className="grid gap-3 text-sm">
            {groups.map(({ id, name, several, instructions }) => (
              <li key={id} className="border-b pb-3 last:border-b-0 last:pb-0">
                <h3 className="font-medium">{name || "Group without a name"}</h3>
                <p className="text-muted text-xs">{several ? "Several may be given" : "One may be given"}</p>
                <p className="mt-1">{instructions.map(({ text }) => text).join(", ") || "Empty"}</p>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Card>
  );
}
