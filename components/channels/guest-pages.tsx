"use client";

import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { SubmitButton } from "@/components/ui/submit-button";
import { formatInstant, type Region } from "@/lib/format";
import type { DrawnCode, GuestPagesView } from "@/lib/orders/get-guest-pages";
import { ReplaceQuestion } from "./replace-question";

type GuestPagesProps = {
  location: { id: string; name: string; region: Region };
  pages: GuestPagesView;
  /** Null: may look and not change. */
  replace: (() => Promise<void>) | null;
  /** The one that links to the pages lead to. */
  first: boolean;
};

/** Where the guests of a location order, and how a device becomes a kiosk. Tables have codes of their own. */
export function GuestPages({
  location: { id, name, region },
  pages: { online, kiosk },
  replace,
  first,
}: GuestPagesProps) {
  return (
    <Card
      id={first ? "guest-pages" : `guest-pages-${id}`}
      title={`Guest pages of ${name}`}
      description="What your guests open to order. Each works while its channel is on."
    >
      <div className="grid gap-6">
        <div className="grid gap-2">
          <h3 id={`online-${id}`} className="font-medium text-sm">
            Online Ordering
          </h3>
          <p className="text-muted text-sm text-pretty">Open to anybody: put it on your website and on your cards.</p>
          <Address text={online} describedBy={`online-${id}`} />
        </div>
        <div className="grid gap-2">
          <h3 id={`kiosk-${id}`} className="font-medium text-sm">
            Kiosk
          </h3>
          <p className="text-muted text-sm text-pretty">
            A device is a kiosk once this link was opened on it, and stays one. Keep the link to your team: whoever
            opens it can order as if standing in your restaurant.
          </p>
          {kiosk && (
            <>
              <Drawn code={kiosk.drawn} label={`Kiosk link of ${name}, to scan with the kiosk`} />
              <Address text={kiosk.address} describedBy={`kiosk-${id}`} />
              <p className="text-muted text-xs">It counts since {formatInstant(kiosk.since, region)}.</p>
            </>
          )}
          {!replace && <p className="text-sm">Only owners and managers can open kiosks.</p>}
          {replace && !kiosk && (
            <form action={replace}>
              <SubmitButton aria-label={`Make a kiosk link for ${name}`}>Make a kiosk link</SubmitButton>
            </form>
          )}
          {replace && kiosk && (
            <>
              <p className="text-muted text-sm text-pretty">
                A device was lost, or the link got about? Replace it: every kiosk of {name} stops at once and has to be
                opened anew.
              </p>
              <ReplaceQuestion
                label="Replace the link"
                fullLabel={`Replace the kiosk link of ${name}`}
                title={`Replace the kiosk link of ${name}?`}
                keepLabel="Keep this link"
                replace={replace}
                since={kiosk.since}
              >
                <p>
                  Every kiosk of {name} stops at once, also in the middle of an order, until the new link is opened on
                  it. Orders that were placed are not touched, and neither is the online page.
                </p>
                <p>The old link cannot be brought back.</p>
              </ReplaceQuestion>
            </>
          )}
        </div>
      </div>
    </Card>
  );
}

function Address({ text, describedBy }: { text: string; describedBy: string }) {
  return (
    <div className="flex items-center gap-2">
      <code className="min-w-0 rounded border bg-sunken px-2.5 py-1.5 font-mono text-xs [overflow-wrap:anywhere]">
        {text}
      </code>
      <CopyButton text={text} describedBy={describedBy} />
    </div>
  );
}

/** Dark on light in every theme, with the margin that scanners ask for. */
function Drawn({ code: { path, size }, label }: { code: DrawnCode; label: string }) {
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`-4 -4 ${size + 8} ${size + 8}`}
      shapeRendering="crispEdges"
      className="size-44 rounded border"
    >
      <rect x={-4} y={-4} width={size + 8} height={size + 8} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
