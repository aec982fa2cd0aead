import Link from "next/link";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { formatCount } from "@/lib/format";
import type { PointFinding } from "@/lib/setup/help/help-types";
import { type FixActions, FixPart } from "./fix-part";
import { SupportWords } from "./support-words";

type NextCheckCardProps = FixActions & {
  next: PointFinding | null;
  /** In order by proofs that are too old to count. */
  old: PointFinding[];
  lastResort: string;
  /** Where the answer "yes" leads. */
  yesHref: string;
};

/** One thing at a time: what is wrong, or the question that comes next. */
export function NextCheckCard({ next, old, lastResort, yesHref, ...actions }: NextCheckCardProps) {
  if (!next)
    return (
      <Card
        id="next-check"
        title={
          old.length > 0 ? "Nothing wrong is known, but not all of it is new" : "Everything on our side is in order"
        }
        description={old.length > 0 ? oldWords(old) : inOrder}
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

const inOrder =
  "Upvendo looked at every point and finds nothing wrong here. If it still does not work, the rest only Lightspeed can see: write to its support.";

/** How a new proof comes, each way once. */
function oldWords(old: PointFinding[]): string {
  const ways = new Set(old.flatMap((point) => (point.verdict === "fine" ? (point.proof?.lifetime.renewed ?? []) : [])));
  return `${formatCount(old.length, "point was", "points were")} last looked at too long ago. ${[...ways].join(" ")}`;
}
