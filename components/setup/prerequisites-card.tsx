import Link from "next/link";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { Region } from "@/lib/format";
import type { Prerequisite } from "@/lib/setup/prerequisites";
import { PrerequisiteList } from "./prerequisite-list";
import { StepsSummary } from "./steps-summary";

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
      description={
        ready ? (
          <StepsSummary steps={steps} renderedAt={times.renderedAt} />
        ) : (
          `${done} of ${steps.length} steps ${done === 1 ? "is" : "are"} done. ${beforeLive}`
        )
      }
      actions={
        ready ? null : (
          <Link href="/setup" prefetch={false} className={buttonClass()}>
            {done === 0 ? "Start Emily" : "Go on with Emily"}
          </Link>
        )
      }
    >
      <PrerequisiteList steps={steps} {...times} />
    </Card>
  );
}

const beforeLive = "Guests' channels go live once the rest is done; only the connection test may wait.";

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
            ? "Connect waits for a location. The rest can follow, but no channel of your guests goes live before it is done."
            : "You can connect now. No channel of your guests goes live before the rest is done."
      }
    >
      <PrerequisiteList steps={steps} {...times} />
    </Card>
  );
}
