"use client";

import { ProofAge } from "@/components/time/proof-age";
import { useOld } from "@/components/time/use-old";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { TextLink } from "@/components/ui/text-link";
import { formatCount, type Region } from "@/lib/format";
import type { BrokenRule } from "@/lib/home/broken-rules";
import { lifetimes } from "@/lib/lifetimes";

type RulesCardProps = {
  /** Null where they could not be read. */
  rules: BrokenRule[] | null;
  /** When they were counted. */
  renderedAt: string;
  region: Region;
};

/** Figures that must be zero, each with what it means, what breaks it and how it is counted; grey once nobody has counted for a while. */
export function RulesCard({ rules, ...times }: RulesCardProps) {
  const proof = { at: times.renderedAt, lifetime: lifetimes.figures };
  const old = useOld(proof, times.renderedAt);
  const isBroken = rules?.some(({ count }) => count > 0) ?? false;
  return (
    <Card
      id="must-be-zero"
      flush={rules !== null}
      title="Must be zero"
      description={
        rules === null ? (
          "This could not be read just now. Load the page again in a minute."
        ) : (
          <>
            {isBroken ? "Something is not as it must be." : "All of them are."}{" "}
            <ProofAge did="Counted" proof={proof} {...times} />
          </>
        )
      }
    >
      {rules && (
        <ul className="divide-y">
          {rules.map(({ id, title, meaning, query, count, breaches }) => (
            <li key={id} className="flex items-start justify-between gap-4 px-4 py-3 text-sm sm:px-5">
              <div className="min-w-0">
                <p className="font-medium">{title}</p>
                <p className="text-muted text-pretty">{meaning}</p>
                {breaches.length > 0 && (
                  <ul aria-label={title} className="mt-1 flex flex-wrap gap-x-3 gap-y-1">
                    {breaches.map(({ label, href }) => (
                      <li key={href + label}>
                        <TextLink href={href}>{label}</TextLink>
                      </li>
                    ))}
                    {count > breaches.length && (
                      <li className="text-muted">and {formatCount(count - breaches.length, "more", "more")}</li>
                    )}
                  </ul>
                )}
                <details className="mt-1 text-muted text-xs">
                  <summary className="w-fit cursor-pointer">
                    How it is counted<span className="sr-only">: {title}</span>
                  </summary>
                  <p className="mt-1 text-pretty">{query}</p>
                </details>
              </div>
              <Badge tone={count > 0 ? "negative" : old ? "neutral" : "positive"}>{count}</Badge>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
