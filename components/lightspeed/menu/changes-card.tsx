import type { ReactNode } from "react";
import { RelativeTime } from "@/components/time/relative-time";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { formatCount, type Region } from "@/lib/format";
import type { VersionView } from "@/lib/lightspeed/menu/menu-history";
import { ChangeList } from "./change-list";

type ChangesCardProps = { versions: VersionView[]; preview: ReactNode; renderedAt: string; region: Region };

/** What became of a menu, the newest first. */
export function ChangesCard({ versions, preview, ...times }: ChangesCardProps) {
  return (
    <Card
      id="changes"
      flush
      title="Changes"
      description="What was different each time this menu was read with this order profile."
    >
      {preview}
      {versions.length === 0 ? (
        <EmptyState title="Nothing has been read yet">Changes appear here after the second synchronisation.</EmptyState>
      ) : (
        <ol aria-label="Versions of the menu" className="text-sm">
          {versions.map((version) => (
            <li key={version.id} className="border-b px-4 py-3 last:border-b-0 sm:px-5">
              <h3 className="font-medium">
                <RelativeTime at={version.at} {...times} />
                <span className="font-normal text-muted">
                  {version.first
                    ? ` · first read, ${formatCount(version.itemCount, "product")}`
                    : ` · ${formatCount(version.changeCount, "change")}, ${formatCount(version.itemCount, "product")}`}
                </span>
              </h3>
              {version.changes.length > 0 && <ChangeList changes={version.changes} total={version.changeCount} />}
              {!version.first && version.changeCount === 0 && (
                <p className="mt-1 text-muted">Only the order of the screens or what was left out.</p>
              )}
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
