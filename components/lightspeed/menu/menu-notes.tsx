import { RelativeTime } from "@/components/time/relative-time";
import { Alert } from "@/components/ui/alert";
import { isOlderThan, type Region } from "@/lib/format";
import type { MenuSummary } from "@/lib/lightspeed/menu/menu-types";

type MenuNotesProps = { menu: MenuSummary; renderedAt: string; region: Region };

const STALE_MS = 3 * 3_600_000;

/** How old this menu is, and what about it is not as it should be. */
export function MenuNotes({ menu, ...times }: MenuNotesProps) {
  const { readAt, richReadAt, goneAt, problem } = menu;
  const old = readAt !== null && isOlderThan(readAt, Date.parse(times.renderedAt), STALE_MS);
  return (
    <div className="grid gap-3">
      <p className="text-muted text-sm">
        {readAt ? (
          <>
            Confirmed by Lightspeed <RelativeTime at={readAt} {...times} />
            {old && <span className="text-warning-ink"> · may be out of date</span>}
          </>
        ) : (
          "Not read from Lightspeed yet"
        )}
      </p>
      {goneAt && (
        <Alert tone="warning" title="This menu is no longer in Lightspeed">
          It is shown as it was last; nothing is sold from it.
        </Alert>
      )}
      {problem && (
        <Alert tone="warning" title={problem.message}>
          <p>You see what was read last.</p>
          <p>
            <span className="font-medium">What to do: </span>
            {problem.remedy}
          </p>
        </Alert>
      )}
      {readAt && richReadAt !== readAt && (
        <Alert tone="warning" title="Texts, pictures and allergens could not be read">
          {richReadAt ? (
            <>
              Those of <RelativeTime at={richReadAt} {...times} /> are kept. The next synchronisation tries again.
            </>
          ) : (
            "None were ever delivered for this menu. The next synchronisation tries again."
          )}
        </Alert>
      )}
    </div>
  );
}
