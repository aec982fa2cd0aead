"use client";

import { useNow } from "@/components/time/use-now";
import { Badge } from "@/components/ui/badge";
import type { PaymentProfileView } from "@/lib/payments/profiles/profile-view";
import { profileState } from "./profile-state";

type ProfileBadgeProps = {
  profile: Pick<PaymentProfileView, "problem" | "webhook" | "locationIds" | "checkedAt">;
  renderedAt: string;
};

export function ProfileBadge({ profile, renderedAt }: ProfileBadgeProps) {
  const { tone, text } = profileState(profile, useNow(renderedAt));
  return <Badge tone={tone}>{text}</Badge>;
}
