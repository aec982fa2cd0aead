"use client";

import { Card } from "@/components/ui/card";
import { Checkbox } from "@/components/ui/checkbox";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextLink } from "@/components/ui/text-link";

export type AssignableLocation = {
  id: string;
  name: string;
  assigned: boolean;
  /** The name of another profile that it pays through now. */
  elsewhere: string | null;
};

type ProfileLocationsProps = {
  locations: AssignableLocation[];
  /** Null: may look and not change. */
  assign: ((form: FormData) => Promise<void>) | null;
};

export function ProfileLocations({ locations, assign }: ProfileLocationsProps) {
  const assigned = locations.filter((location) => location.assigned);
  return (
    <Card id="locations" title="Locations that use it" description="A location takes payments through one profile.">
      {locations.length === 0 ? (
        <p className="text-sm">
          There is no location yet. <TextLink href="/settings/locations">Create one</TextLink> first.
        </p>
      ) : assign ? (
        <form action={assign} className="grid gap-3">
          <fieldset className="grid gap-2">
            <legend className="sr-only">Locations that use this profile</legend>
            {locations.map(({ id, name, assigned: checked, elsewhere }) => (
              <Checkbox
                key={id}
                name="location"
                value={id}
                defaultChecked={checked}
                label={
                  <span>
                    {name}
                    {elsewhere && <span className="text-muted"> now pays through {elsewhere}</span>}
                  </span>
                }
              />
            ))}
          </fieldset>
          <div>
            <SubmitButton>Save locations</SubmitButton>
          </div>
        </form>
      ) : (
        <p className="text-sm">
          {assigned.length > 0 ? assigned.map(({ name }) => name).join(", ") : "No location uses it."}
        </p>
      )}
    </Card>
  );
}
