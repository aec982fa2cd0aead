import { Card } from "@/components/ui/card";
import type { BrokenRow } from "@/lib/lightspeed/menu/menu-types";

const SHOWN = 100;

/** What could not be taken over; everything else of the menu is live. */
export function BrokenRows({ rows }: { rows: readonly BrokenRow[] }) {
  return (
    <Card
      id="broken"
      flush
      title="Left out of the menu"
      description="These rows could not be read. Everything else on the menu works. Open the item in Lightspeed's Back Office, save it again, then synchronise."
      footer={rows.length > SHOWN ? `The first ${SHOWN} of ${rows.length}.` : undefined}
    >
      <ul>
        {rows.slice(0, SHOWN).map((row, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows may be the same, and none ever moves
          <li key={place} className="border-b px-4 py-2.5 text-sm last:border-b-0 sm:px-5">
            <p>
              <span className="font-medium">{row.name ?? "A row without a name"}</span>
              {row.sku && <span className="font-mono text-muted text-xs"> {row.sku}</span>}
              <span className="text-muted"> · {row.where}</span>
            </p>
            <p className="text-muted [overflow-wrap:anywhere]">{row.reason}</p>
          </li>
        ))}
      </ul>
    </Card>
  );
}
