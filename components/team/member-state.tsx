import { Badge, type Tone } from "@/components/ui/badge";
import type { MemberState as State } from "@/lib/team/get-team";

const looks: Record<State, { tone: Tone; label: string }> = {
  active: { tone: "positive", label: "Active" },
  invited: { tone: "neutral", label: "Invited" },
  invitation_expired: { tone: "warning", label: "Invitation expired" },
  disabled: { tone: "neutral", label: "Disabled" },
};

export function MemberState({ state }: { state: State }) {
  const { tone, label } = looks[state];
  return <Badge tone={tone}>{label}</Badge>;
}
