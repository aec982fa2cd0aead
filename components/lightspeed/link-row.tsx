"use client";

import { type FormEvent, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Select } from "@/components/ui/select";
import { showToast } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import type { LocationLinkView } from "@/lib/lightspeed/connection/connection-view-types";
import type { LinkGroup } from "./link-options";
import type { LinkAction } from "./location-links";

type LinkRowProps = { location: LocationLinkView; groups: LinkGroup[]; mayManage: boolean; save: LinkAction };

/** One of our locations and its counterpart at Lightspeed. */
export function LinkRow({
  location: { locationId, locationName, active, link },
  groups,
  mayManage,
  save,
}: LinkRowProps) {
  const { run, pending, failure } = useAction(save);
  const [picked, setPicked] = useState(link?.businessLocationId ?? "");
  const id = `link-${locationId}`;
  const unchanged = picked === "" || (link?.active === true && picked === link.businessLocationId);

  function submit(event: FormEvent) {
    event.preventDefault();
    run({ locationId, businessLocationId: picked }, () => showToast(`${locationName} was linked.`));
  }

  function unlink() {
    run({ locationId, businessLocationId: null }, () => {
      setPicked("");
      showToast(`${locationName} is no longer linked.`);
    });
  }

  return (
    <li className="px-4 py-3.5 sm:px-5">
      <form
        onSubmit={submit}
        aria-labelledby={`${id}-name`}
        className="grid items-start gap-x-6 gap-y-3 md:grid-cols-[minmax(0,1fr)_minmax(0,1.6fr)]"
      >
        <div className="min-w-0">
          <h3 id={`${id}-name`} className="truncate font-medium text-sm">
            {locationName}
          </h3>
          <div className="mt-1 flex flex-wrap gap-1.5">
            <LinkState link={link} />
            {!active && <Badge>Deactivated</Badge>}
          </div>
        </div>
        <div className="min-w-0">
          {mayManage && (
            <div className="flex flex-wrap gap-2">
              <label htmlFor={id} className="sr-only">
                Business location
              </label>
              <Select
                id={id}
                value={picked}
                onChange={(event) => setPicked(event.currentTarget.value)}
                className="min-w-40 flex-1"
              >
                <option value="">Choose a business location…</option>
                {groups.map(({ businessId, businessName, options }) => (
                  <optgroup key={businessName + businessId} label={businessName}>
                    {options.map((option) => (
                      <option key={option.id} value={option.id}>
                        {option.label}
                      </option>
                    ))}
                  </optgroup>
                ))}
              </Select>
              <Button type="submit" variant="primary" disabled={unchanged} pending={pending}>
                Save
              </Button>
              {link && (
                <Button disabled={pending} onClick={unlink}>
                  Unlink
                </Button>
              )}
            </div>
          )}
          <LinkDetail link={link} picked={picked} labelledBy={`${id}-name`} />
          {failure && (
            <p role="alert" className="mt-2 text-negative-ink text-sm">
              {failure}
            </p>
          )}
        </div>
      </form>
    </li>
  );
}

function LinkState({ link }: Pick<LocationLinkView, "link">) {
  if (!link) return <Badge tone="warning">Not linked</Badge>;
  return link.active ? <Badge tone="positive">Linked</Badge> : <Badge>Link kept, not in use</Badge>;
}

function LinkDetail({
  link,
  picked,
  labelledBy,
}: Pick<LocationLinkView, "link"> & { picked: string; labelledBy: string }) {
  const shown = picked || link?.businessLocationId;
  return (
    <div className="mt-2 grid gap-1 text-muted text-sm first:mt-0">
      {link?.active && <p>Orders go to {link.businessLocationName}.</p>}
      {link && !link.active && (
        <p>Linked to {link.businessLocationName} before the integration was deleted. Save to use this link again.</p>
      )}
      {!link && <p>Orders for this location cannot be sent to Lightspeed yet.</p>}
      {shown && (
        <p className="flex flex-wrap items-center gap-2">
          <span>
            Business location ID <code className="font-mono text-ink text-xs">{shown}</code>
          </span>
          <CopyButton text={shown} describedBy={labelledBy} />
        </p>
      )}
    </div>
  );
}
