import { Card } from "@/components/ui/card";
import type { Region } from "@/lib/format";
import type { Prerequisite } from "@/lib/setup/prerequisites";
import { PrerequisiteList } from "./prerequisite-list";

type PrerequisitesCardProps = { steps: Prerequisite[]; renderedAt: string; region: Region };

/** The whole way from an empty account to selling. */
export function PrerequisitesCard({ steps, ...times }: PrerequisitesCardProps) {
  const done = steps.filter((step) => step.done).length;
  const ready = done === steps.length;
  return (
    <Card
      id="next-steps"
      flush
      title={ready ? "Lightspeed is set up" : "What to do next"}
      description={ready ? "Every step is done and proven." : `${done} of ${steps.length} steps are done.`}
    >
      <PrerequisiteList steps={steps} {...times} />
    </Card>
  );
}

/** On /lightspeed before connecting: what should be there first. Only a missing location is in the way. */
export function BeforeConnectingCard({ steps, ...times }: PrerequisitesCardProps) {
  const open = steps.filter((step) => !step.done);
  const blocked = open.some(({ stops }) => stops === "connecting");
  return (
    <Card
      id="prerequisites"
      flush
      title="Prerequisites"
      description={
        open.length === 0
          ? "Everything that comes before connecting is there."
          : blocked
            ? "Connect waits for a location. The rest can follow, but no channel takes orders before it is done."
            : "You can connect now. No channel takes orders before the rest is done."
      }
    >
      <PrerequisiteList steps={steps} {...times} />
    </Card>
  );
}
