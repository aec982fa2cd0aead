import Link from "next/link";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { PointFinding } from "@/lib/setup/help/help-types";
import { type FixActions, FixPart } from "./fix-part";
import { SupportWords } from "./support-words";

type NextCheckCardProps = FixActions & {
  next: PointFinding | null;
  lastResort: string;
  /** Where the answer "yes" leads. */
  yesHref: string;
};

/** One thing at a time: what is wrong, or the question that comes next. */
export function NextCheckCard({ next, lastResort, yesHref, ...actions }: NextCheckCardProps) {
  if (!next)
    return (
      <Card
        id="next-check"
        title="Everything on our side is in order"
        description="Upvendo looked at every point and finds nothing wrong here. If it still does not work, the rest only Lightspeed can see: write to its support."
      >
        <SupportWords id="last-resort" words={lastResort} />
      </Card>
    );
  const asks = next.verdict === "ask";
  return (
    <Card
      id="next-check"
      title={asks ? next.question : "This is the cause"}
      description={
        <>
          {asks && !next.likely && "Upvendo finds nothing wrong here itself; this only you can see. "}
          {next.seen}
        </>
      }
    >
      <div className="grid justify-items-start gap-4">
        {asks && (
          <div className="flex flex-wrap items-center gap-2">
            <Link href={yesHref} prefetch={false} className={buttonClass()}>
              Yes, go on
            </Link>
            <span className="text-muted text-sm">If not:</span>
          </div>
        )}
        {next.verdict !== "fine" && <FixPart id={next.id} fix={next.fix} {...actions} />}
      </div>
    </Card>
  );
}
