import Link from "next/link";
import { RelativeTime } from "@/components/time/relative-time";
import { buttonClass } from "@/components/ui/button";
import { Table, Td, Th } from "@/components/ui/table";
import { roleLabels } from "@/lib/auth/roles";
import type { Region } from "@/lib/format";
import type { MemberView } from "@/lib/team/get-team";
import { MemberState } from "./member-state";

type MemberListProps = {
  members: MemberView[];
  /** Who is looking. */
  ownId: string;
  mayEdit: boolean;
  renderedAt: string;
  region: Region;
};

export function MemberList({ members, ownId, mayEdit, renderedAt, region }: MemberListProps) {
  return (
    <Table aria-label="Team" className="[&_tbody_tr:last-child_td]:border-b-0">
      <thead className="max-sm:sr-only">
        <tr>
          <Th>Name</Th>
          <Th>E-mail</Th>
          <Th>Role</Th>
          <Th>State</Th>
          <Th>Last seen</Th>
          <Th>
            <span className="sr-only">{mayEdit ? "Manage" : "View"}</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {members.map((member) => (
          <tr
            key={member.id}
            className="max-sm:grid max-sm:grid-cols-[1fr_auto] max-sm:border-b max-sm:last:border-b-0 max-sm:[&_td]:border-b-0"
          >
            <Td className="font-medium">
              {member.name}
              {member.id === ownId && <span className="font-normal text-muted"> (you)</span>}
            </Td>
            <Td className="break-all text-muted max-sm:col-span-2 max-sm:row-start-2 max-sm:pt-0">{member.email}</Td>
            <Td className="text-muted max-sm:row-start-3 max-sm:pt-0">{roleLabels[member.role]}</Td>
            <Td className="max-sm:row-start-3 max-sm:pt-0">
              <MemberState state={member.state} />
            </Td>
            <Td className="whitespace-nowrap text-muted max-sm:hidden">
              {member.lastSeenAt ? (
                <RelativeTime at={member.lastSeenAt} renderedAt={renderedAt} region={region} />
              ) : (
                "Never"
              )}
            </Td>
            <Td className="text-right max-sm:col-start-2 max-sm:row-start-1">
              <Link href={`/settings/team/${member.id}`} className={buttonClass({ size: "sm" })}>
                {mayEdit ? "Manage" : "View"}
                <span className="sr-only"> {member.name}</span>
              </Link>
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
