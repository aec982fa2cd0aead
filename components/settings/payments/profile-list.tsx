import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { buttonClass } from "@/components/ui/button";
import { Table, Td, Th } from "@/components/ui/table";
import type { PaymentProfileView } from "@/lib/payments/profiles/profile-view";
import { profileState } from "./profile-state";

type ProfileListProps = { profiles: PaymentProfileView[]; locationNames: Record<string, string>; mayEdit: boolean };

export function ProfileList({ profiles, locationNames, mayEdit }: ProfileListProps) {
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
          const { tone, text } = profileState(profile);
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
                  <Badge tone={tone}>{text}</Badge>
                  {profile.testMode && <Badge tone="warning">Test mode</Badge>}
                </span>
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
