import Link from "next/link";
import { ProofAge } from "@/components/time/proof-age";
import { Badge } from "@/components/ui/badge";
import { buttonClass } from "@/components/ui/button";
import { Table, Td, Th } from "@/components/ui/table";
import type { Region } from "@/lib/format";
import { lifetimes } from "@/lib/lifetimes";
import type { PaymentProfileView } from "@/lib/payments/profiles/profile-view";
import { ProfileBadge } from "./profile-badge";

type ProfileListProps = {
  profiles: PaymentProfileView[];
  locationNames: Record<string, string>;
  mayEdit: boolean;
  renderedAt: string;
  region: Region;
};

export function ProfileList({ profiles, locationNames, mayEdit, ...times }: ProfileListProps) {
  return (
    <Table aria-label="Payment profiles" className="[&_tbody_tr:last-child_td]:border-b-0">
      <thead className="max-sm:sr-only">
        <tr>
          <Th>Name</Th>
          <Th>Provider</Th>
          <Th>Locations</Th>
          <Th>State</Th>
          <Th>
            <span className="sr-only">{mayEdit ? "Edit" : "View"}</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {profiles.map((profile) => {
          const names = profile.locationIds.map((id) => locationNames[id]).filter(Boolean);
          return (
            <tr
              key={profile.id}
              className="max-sm:grid max-sm:grid-cols-[1fr_auto] max-sm:border-b max-sm:last:border-b-0 max-sm:[&_td]:border-b-0"
            >
              <Td className="font-medium">{profile.name}</Td>
              <Td className="text-muted max-sm:col-span-2 max-sm:row-start-2 max-sm:pt-0">
                {profile.providerName}, {profile.countryName}
              </Td>
              <Td className="text-muted max-sm:col-span-2 max-sm:row-start-3 max-sm:pt-0">
                {names.length > 0 ? names.join(", ") : "No location"}
              </Td>
              <Td className="max-sm:col-span-2 max-sm:row-start-4 max-sm:pt-0">
                <span className="flex flex-wrap gap-1.5">
                  <ProfileBadge profile={profile} renderedAt={times.renderedAt} />
                  {profile.testMode && <Badge tone="warning">Test mode</Badge>}
                </span>
                {profile.checkedAt && (
                  <span className="mt-1 block text-muted text-xs">
                    <ProofAge
                      did="Keys asked about"
                      proof={{ at: profile.checkedAt, lifetime: lifetimes.paymentKeys }}
                      {...times}
                    />
                  </span>
                )}
              </Td>
              <Td className="text-right max-sm:col-start-2 max-sm:row-start-1">
                <Link href={`/settings/payments/${profile.id}`} className={buttonClass({ size: "sm" })}>
                  {mayEdit ? "Edit" : "View"}
                  <span className="sr-only"> {profile.name}</span>
                </Link>
              </Td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}
