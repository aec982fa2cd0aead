import type { ReactNode } from "react";
import type { GuestPlace } from "@/lib/guest/guest-place";

type ShellProps = { place: GuestPlace | null; home: string; children: ReactNode; footer?: ReactNode };

const channelWords: Record<string, string> = { kiosk: "Kiosk", online: "Order and collect" };

function titleOf(place: GuestPlace | null): string {
  if (!place) return "Order";
  const { brand, location } = place;
  return brand.name === location.name ? brand.name : `${brand.name} · ${location.name}`;
}

/** A guest's page: whose it is, where one is, and the way on at the bottom, in reach of a thumb. */
export function GuestShell({ place, home, children, footer }: ShellProps) {
  return (
    <div className="guest flex min-h-dvh flex-col">
      {place && <link rel="stylesheet" href={place.brand.styleUrl} precedence="brand" />}
      <header className="guest-header border-b">
        <div className="mx-auto flex w-full max-w-2xl items-center justify-between gap-3 px-4 py-3">
          <a href={home} className="flex min-w-0 items-center gap-3 font-semibold text-lg [overflow-wrap:anywhere]">
            {place?.brand.logo && (
              // biome-ignore lint/performance/noImgElement: from our own route, in its size
              <img
                src={place.brand.logo.url}
                alt=""
                width={place.brand.logo.width}
                height={place.brand.logo.height}
                className="guest-logo h-8 w-auto max-w-28 rounded-sm object-contain"
              />
            )}
            <span>{titleOf(place)}</span>
          </a>
          {place && (
            <p className="shrink-0 text-sm">
              {place.table ? `Table ${place.table}` : (channelWords[place.channel] ?? "")}
            </p>
          )}
        </div>
      </header>
      <main className="mx-auto grid w-full max-w-2xl flex-1 content-start gap-5 px-4 py-5">{children}</main>
      {footer && (
        <footer className="sticky bottom-0 border-t bg-surface">
          <div className="mx-auto w-full max-w-2xl px-4 py-3">{footer}</div>
        </footer>
      )}
    </div>
  );
}
