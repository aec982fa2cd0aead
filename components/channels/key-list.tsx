import { Badge } from "@/components/ui/badge";
import { SubmitButton } from "@/components/ui/submit-button";
import { formatInstant, type Region } from "@/lib/format";
import type { ApiKeyView } from "@/lib/orders/api-keys";

type KeyListProps = {
  keys: (ApiKeyView & { locationName: string })[];
  region: Region;
  /** Null: may look and not change. */
  revoke: ((id: string) => Promise<void>) | null;
};

const channelNames: Record<ApiKeyView["channel"], string> = {
  kiosk: "Kiosk",
  online: "Online Ordering",
  table_qr: "Table QR",
  in_house: "In-house",
  test: "Test",
};

export function KeyList({ keys, region, revoke }: KeyListProps) {
  if (keys.length === 0) return <p className="px-4 py-4 text-muted text-sm sm:px-5">No key was made yet.</p>;
  const when = (at: string) => formatInstant(at, region);
  return (
    <ul className="divide-y">
      {keys.map((key) => (
        <li key={key.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3 sm:px-5">
          <div className="min-w-0 text-sm">
            <p className="flex flex-wrap items-center gap-2 font-medium">
              {key.name} <code className="text-muted text-xs">{key.prefix}…</code>
              {key.revokedAt ? (
                <Badge tone="negative">Revoked</Badge>
              ) : key.expiresAt ? (
                <Badge tone="warning">Replaced</Badge>
              ) : (
                <Badge tone="positive">Good</Badge>
              )}
            </p>
            <p className="mt-0.5 text-muted text-xs">
              {channelNames[key.channel]} at {key.locationName}. Made by {key.createdBy}, {when(key.createdAt)}.{" "}
              {key.lastUsedAt ? `Last used ${when(key.lastUsedAt)}.` : "Not used yet."}
              {key.expiresAt && !key.revokedAt && ` Works until ${when(key.expiresAt)}.`}
            </p>
          </div>
          {revoke && !key.revokedAt && (
            <form action={revoke.bind(null, key.id)}>
              <SubmitButton variant="destructive-quiet" size="sm" aria-label={`Revoke ${key.name}`}>
                Revoke
              </SubmitButton>
            </form>
          )}
        </li>
      ))}
    </ul>
  );
}
