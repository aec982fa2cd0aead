"use client";

import { ProofAge } from "@/components/time/proof-age";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { Stat } from "@/components/ui/stat";
import { SubmitButton } from "@/components/ui/submit-button";
import type { Region } from "@/lib/format";
import { lifetimes } from "@/lib/lifetimes";
import type { PaymentProfileView } from "@/lib/payments/profiles/profile-view";

type ProfileFactsProps = {
  profile: PaymentProfileView;
  times: { renderedAt: string; region: Region };
  /** Null: may look and not change. */
  check: (() => Promise<void>) | null;
};

export function ProfileFacts({ profile, times, check }: ProfileFactsProps) {
  const { providerName, testMode, problem, checkedAt } = profile;
  return (
    <Card
      id="account"
      title={`Account at ${providerName}`}
      description={
        check
          ? "Guests' payments go to this account. Upvendo asks daily whether its keys are still accepted."
          : "Only owners can change payments."
      }
      actions={
        check && (
          <form action={check}>
            <SubmitButton variant="secondary">Check again</SubmitButton>
          </form>
        )
      }
    >
      <div className="grid gap-4">
        {problem && (
          <Alert tone="negative" title={problem}>
            Guests cannot pay here until this is solved. Replace the keys below, then check again.
          </Alert>
        )}
        {testMode && (
          <Alert tone="warning" title="Test mode: no real money">
            Payments through this profile are pretended. Before you open to guests, add a profile with live keys.
          </Alert>
        )}
        <div className="grid gap-x-6 gap-y-4 sm:grid-cols-3">
          <Stat title="Account">
            {profile.accountName} <span className="text-muted">{profile.accountId}</span>
          </Stat>
          <Stat title="Mode">
            {testMode ? <Badge tone="warning">Test</Badge> : <Badge tone="positive">Live</Badge>}
          </Stat>
          <Stat title="Country">{profile.countryName}</Stat>
          <Stat title="Keys">{profile.credentialsHint}</Stat>
          {profile.sourceCode && <Stat title="Source code">{profile.sourceCode}</Stat>}
          <Stat title="Last checked">
            {checkedAt ? (
              <ProofAge proof={{ at: checkedAt, lifetime: lifetimes.paymentKeys }} {...times} />
            ) : (
              "Not checked yet"
            )}
          </Stat>
        </div>
      </div>
    </Card>
  );
}
