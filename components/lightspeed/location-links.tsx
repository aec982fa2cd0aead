import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import type { ConnectionView, LocationLinkView } from "@/lib/lightspeed/connection/connection-view-types";
import type { ActionResult } from "@/lib/result";
import { linkOptions } from "./link-options";
import { LinkRow } from "./link-row";

export type LinkAction = (input: {
  locationId: string;
  businessLocationId: string | null;
}) => Promise<ActionResult<null>>;

type LocationLinksProps = {
  businesses: ConnectionView["businesses"];
  links: LocationLinkView[];
  mayManage: boolean;
  save: LinkAction;
  /** When the list was read, and the button that reads it again. */
  freshness: ReactNode;
  /** Says that other locations are left out, and how to see them. */
  note?: ReactNode;
};

export function LocationLinks({ businesses, links, mayManage, save, freshness, note }: LocationLinksProps) {
  const places = businesses.reduce((count, { locations }) => count + locations.length, 0);
  return (
    <Card
      id="links"
      flush
      title="Location links"
      description="Which Lightspeed business location each of your locations sends its orders to. Nothing is imported or linked by itself."
      footer={freshness}
    >
      {note && <div className="border-b bg-sunken px-4 py-2 text-muted text-sm sm:px-5">{note}</div>}
      {places === 0 && (
        <EmptyState title="Lightspeed showed no business locations">
          Reload the list below. If it stays empty, the account you signed in with has no active business locations.
        </EmptyState>
      )}
      <ul className="divide-y">
        {links.map((link) => (
          <LinkRow
            key={link.locationId}
            location={link}
            groups={linkOptions(businesses, link.link)}
            mayManage={mayManage}
            save={save}
          />
        ))}
      </ul>
    </Card>
  );
}
