"use client";

import { RelativeTime } from "@/components/time/relative-time";
import { Card } from "@/components/ui/card";
import { Stat } from "@/components/ui/stat";
import type { Region } from "@/lib/format";
import type { TokenLifeView } from "@/lib/lightspeed/connection/connection-view-types";

type TokenLifeCardProps = { life: TokenLifeView; ended: boolean; renderedAt: string; region: Region };

export function TokenLifeCard({ life, ended, ...times }: TokenLifeCardProps) {
  const at = (instant: string | null, otherwise: string) =>
    instant ? <RelativeTime at={instant} {...times} /> : <span className="text-muted">{otherwise}</span>;
  return (
    <Card
      id="token-life"
      title="Token life"
      description={
        ended
          ? "Lightspeed no longer accepts this permission. Reconnect to get a new one."
          : "Upvendo's permission is renewed by itself before it runs out. You need not do anything."
      }
    >
      <div className="grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-4">
        <Stat title="Access expires">{at(life.expiresAt, "Not known")}</Stat>
        <Stat title="Last refreshed">{at(life.refreshedAt, "Not yet")}</Stat>
        <Stat title="Next refresh">{ended ? at(null, "None") : at(life.nextRefreshAt, "None planned")}</Stat>
        <Stat title="Permission ends">{at(life.refreshTokenExpiresAt, "No fixed end")}</Stat>
      </div>
    </Card>
  );
}
