"use client";

import { Alert } from "@/components/ui/alert";
import { Card } from "@/components/ui/card";
import { TextLink } from "@/components/ui/text-link";
import { formatInstant, zoneName } from "@/lib/format";
import type { CertificateView } from "@/lib/setup/rehearsal/rehearsal-types";

/** One sheet of paper; what it says of now is the only thing on it that changes. */
export function CertificateCard({ certificate }: { certificate: CertificateView }) {
  const { merchantName, locationName, environment, orderNumber, hops, unaltered, broken, region } = certificate;
  const { issuedAt, issuedFor, softwareVersion, hash, id } = certificate;
  const facts = [
    ["Certificate", id],
    ["Restaurant", merchantName],
    ["Location", locationName],
    ["Lightspeed environment", environment.replace(/^./, (first) => first.toUpperCase())],
    ["Test order", orderNumber],
    ["Rehearsal run by", issuedFor],
    ["Issued", `${formatInstant(issuedAt, region)} (${zoneName(region)})`],
    ["Issued by", `Upvendo × Lightspeed K-Series ${softwareVersion}`],
  ];
  return (
    <Card
      id="certificate"
      title="Dress rehearsal passed"
      description="A marked test order went the whole way. Each hop stands here with its proof."
    >
      <div className="grid gap-4">
        <Verdict unaltered={unaltered} broken={broken} />
        <dl className="grid gap-x-6 gap-y-1 text-sm sm:grid-cols-2">
          {facts.map(([name, value]) => (
            <div key={name} className="flex flex-wrap justify-between gap-x-3 border-b py-1">
              <dt className="text-muted">{name}</dt>
              <dd className="[overflow-wrap:anywhere]">{value}</dd>
            </div>
          ))}
        </dl>
        <ol aria-label="Proven hops" className="divide-y rounded border text-sm">
          {hops.map((hop, place) => (
            <li key={hop.id} className="flex flex-wrap gap-x-3 gap-y-0.5 break-inside-avoid px-3 py-2">
              <span className="w-5 shrink-0 text-right text-muted tabular-nums">{place + 1}</span>
              <div className="min-w-0 flex-1 basis-60">
                <p className="font-medium">{hop.title}</p>
                <p className="text-muted text-xs text-pretty [overflow-wrap:anywhere]">
                  {hop.proof}{" "}
                  <TextLink href={hop.href} className="print:hidden" aria-label={`Look at the proof of: ${hop.title}`}>
                    Look
                  </TextLink>
                </p>
              </div>
              <time
                dateTime={hop.at}
                className="text-muted text-xs tabular-nums max-sm:basis-full max-sm:pl-8 sm:pt-0.5"
              >
                {formatInstant(hop.at, region)}
              </time>
            </li>
          ))}
        </ol>
        <p className="text-muted text-xs">
          Fingerprint of all of the above (SHA-256): <code className="[overflow-wrap:anywhere]">{hash}</code>
        </p>
      </div>
    </Card>
  );
}

function Verdict({ unaltered, broken }: Pick<CertificateView, "unaltered" | "broken">) {
  if (!unaltered)
    return (
      <Alert tone="negative" title="Not valid">
        What is stored is not what was issued: the fingerprint does not fit.
      </Alert>
    );
  if (broken)
    return (
      <Alert tone="negative" title="No longer valid">
        {broken.title}: {broken.cause} <TextLink href={broken.fix.href}>{broken.fix.label}</TextLink>
      </Alert>
    );
  return (
    <Alert tone="positive" title="Valid">
      Everything that must last was looked at now, and holds.
    </Alert>
  );
}
