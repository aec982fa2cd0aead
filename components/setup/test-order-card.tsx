"use client";

import { ProofAge } from "@/components/time/proof-age";
import { useNow } from "@/components/time/use-now";
import { isOld } from "@/components/time/use-old";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { TextLink } from "@/components/ui/text-link";
import type { Region } from "@/lib/format";
import type { Prerequisite } from "@/lib/setup/prerequisites";
import type { AnswerState } from "./answer-form";
import { TestOrderForm } from "./test-order-form";

type TestOrderCardProps = {
  step: Prerequisite | undefined;
  testOrder: { id: string; number: string } | null;
  places: { locationId: string; locationName: string }[];
  mayPlace: boolean;
  place: (state: AnswerState, form: FormData) => Promise<AnswerState>;
  renderedAt: string;
  region: Region;
};

/** The proof of everything before it: one marked order, the whole way. */
export function TestOrderCard({ step, testOrder, places, mayPlace, place, ...times }: TestOrderCardProps) {
  const now = useNow(times.renderedAt);
  const proof = step?.proof ?? null;
  const old = proof !== null && isOld(proof, now);
  return (
    <Card
      id="test-order"
      title="Test order"
      description="A real order of your cheapest item, marked “TEST ORDER: do not prepare” and paid without money. It prints in the kitchen and stands among the till's sales of the day until your staff cancel it there."
    >
      <div className="grid justify-items-start gap-4">
        {step && (
          <div role="status" className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
            <Badge tone={step.done && !old ? "positive" : "neutral"}>
              {step.done ? (old ? "Proven long ago" : "Proven") : "Not proven"}
            </Badge>
            <span>{step.state}</span>
            {proof && (
              <span className="text-muted text-xs">
                <ProofAge did="Proven" proof={proof} {...times} />
              </span>
            )}
            {testOrder && <TextLink href={`/orders/${testOrder.id}`}>Open {testOrder.number}</TextLink>}
          </div>
        )}
        {!mayPlace && <p className="text-muted text-sm">Only owners and managers can place a test order.</p>}
        {mayPlace && places.length === 0 && <p className="text-muted text-sm">Waits for a linked location.</p>}
        {mayPlace && places.length > 0 && <TestOrderForm places={places} again={testOrder !== null} place={place} />}
      </div>
    </Card>
  );
}
