import { RelativeTime } from "@/components/time/relative-time";
import { Badge } from "@/components/ui/badge";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { TextLink } from "@/components/ui/text-link";
import type { Region } from "@/lib/format";
import type { RehearsalView } from "@/lib/setup/rehearsal/rehearsal-types";
import { HopList } from "./hop-list";
import { RehearsalForm, type RehearsalState } from "./rehearsal-form";

type Send = (state: RehearsalState, form: FormData) => Promise<RehearsalState>;

type RehearsalCardProps = {
  /** Null: could not be read. */
  rehearsals: RehearsalView[] | null;
  /** Locations that are not shown, because there are many. */
  more: number;
  mayRun: boolean;
  run: Send;
  look: Send;
  renderedAt: string;
  region: Region;
};

/** The proof of the whole house: one marked order per location, hop by hop, with a certificate at the end. */
export function RehearsalCard({ rehearsals, more, mayRun, ...rest }: RehearsalCardProps) {
  return (
    <Card
      id="rehearsal"
      title="Dress rehearsal"
      description="A marked order goes the whole way of a real one, hop by hop, and your staff void it on the till afterwards: Lightspeed lets nobody else do that. The certificate is issued when every hop is proven, the void too."
    >
      <div className="grid gap-5">
        {!mayRun && <p className="text-muted text-sm">Only owners and managers can run the dress rehearsal.</p>}
        {rehearsals === null && <p className="text-sm">The dress rehearsal could not be read. Reload the page.</p>}
        {rehearsals?.length === 0 && (
          <p className="text-muted text-sm">
            Waits for a location. <TextLink href="/settings/locations">Create one</TextLink>
          </p>
        )}
        {rehearsals?.map((rehearsal) => (
          <Place key={rehearsal.locationId} rehearsal={rehearsal} mayRun={mayRun} {...rest} />
        ))}
        {more > 0 && (
          <p className="text-muted text-sm">There are {more} more locations: choose one at the top of the page.</p>
        )}
      </div>
    </Card>
  );
}

type PlaceProps = Omit<RehearsalCardProps, "rehearsals" | "more"> & { rehearsal: RehearsalView };

function Place({ rehearsal, mayRun, run, look, ...times }: PlaceProps) {
  const { locationId, locationName, hops, run: latest } = rehearsal;
  const proven = hops.filter(({ state }) => state === "proven").length;
  const settled = hops.some(({ id, state }) => id === "settled" && state === "proven");
  const certified = latest?.certificateId ?? null;
  return (
    <section aria-label={`Dress rehearsal at ${locationName}`} className="grid gap-3">
      <div role="status" className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
        <h3 className="font-medium">{locationName}</h3>
        <State rehearsal={rehearsal} />
        <span className="text-muted">
          {proven} of {hops.length} hops proven
          {latest && (
            <>
              , run <RelativeTime at={latest.startedAt} {...times} /> by {latest.startedByName}
            </>
          )}
        </span>
        {latest && <TextLink href={`/orders/${latest.orderId}`}>Open {latest.orderNumber}</TextLink>}
      </div>
      {latest?.voidWords && !certified && (
        <p className="text-sm text-pretty">
          Printed at the till: <q className="[overflow-wrap:anywhere]">{latest.voidWords}</q>
          {latest.lookedAt && (
            <span className="text-muted">
              {" "}
              Looked at the till's sales <RelativeTime at={latest.lookedAt} {...times} />.
            </span>
          )}
        </p>
      )}
      <HopList label={`Hops at ${locationName}`} hops={hops} {...times} />
      <div className="flex flex-wrap items-start gap-2">
        {certified && (
          <a href={`/setup/certificate/${certified}`} className={buttonClass({ variant: "primary" })}>
            Open the certificate<span className="sr-only"> of {locationName}</span>
          </a>
        )}
        {mayRun && latest && settled && !certified && (
          <RehearsalForm subject={latest.id} label="Look now" name={locationName} primary send={look} />
        )}
        {mayRun && !latest?.underWay && (
          <RehearsalForm
            subject={locationId}
            label={latest ? "Run it again" : "Run the dress rehearsal"}
            name={locationName}
            primary={!latest}
            send={run}
          />
        )}
      </div>
    </section>
  );
}

function State({ rehearsal: { hops, run } }: { rehearsal: RehearsalView }) {
  if (run === null) return <Badge tone="neutral">Not run yet</Badge>;
  if (hops.some(({ state }) => state === "broken")) return <Badge tone="negative">Stopped</Badge>;
  if (run.certificateId) return <Badge tone="positive">Certificate issued</Badge>;
  return <Badge tone="warning">{run.underWay ? "Under way" : "Waits for the void"}</Badge>;
}
