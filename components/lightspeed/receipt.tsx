import { Card } from "@/components/ui/card";
import { formatInstant, type Region } from "@/lib/format";
import type { ReceiptView } from "@/lib/lightspeed/connection/connection-view-types";

/** What Delete did: removed, kept, could not be reached. */
export function Receipt({ receipt, region }: { receipt: ReceiptView; region: Region }) {
  return (
    <Card
      id="receipt"
      title="The integration was deleted"
      description={
        <>
          By {receipt.byName} on{" "}
          <time dateTime={receipt.at} title={region.timeZone}>
            {formatInstant(receipt.at, region)}
          </time>
          . You can connect again at any time.
        </>
      }
    >
      <div className="grid gap-5 sm:grid-cols-2 lg:grid-cols-3">
        <Lines title="Removed" lines={receipt.removed} />
        <Lines title="Kept" lines={receipt.kept} />
        {receipt.unreachable.length > 0 && <Lines title="Could not be reached" lines={receipt.unreachable} />}
      </div>
    </Card>
  );
}

function Lines({ title, lines }: { title: string; lines: ReceiptView["removed"] }) {
  return (
    <div>
      <h3 className="text-muted text-xs">{title}</h3>
      {lines.length === 0 && <p className="mt-1 text-sm">Nothing</p>}
      <ul className="mt-1 grid gap-1.5 text-sm">
        {lines.map(({ what, detail }) => (
          <li key={`${what} ${detail ?? ""}`} className="text-pretty">
            {what}
            {detail && <span className="block text-muted text-xs">{detail}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
