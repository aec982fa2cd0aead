import { Alert } from "@/components/ui/alert";
import { Badge, type Tone } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextLink } from "@/components/ui/text-link";
import { formatCount, formatDay, formatLogInstant, formatMoney } from "@/lib/format";
import type {
  DifferenceView,
  ReconciliationDay,
  ReconciliationList,
} from "@/lib/orders/reconciliation/reconciliation-view";

type Again = (day: { locationId: string; day: string }) => Promise<void>;

type ReconciliationDaysProps = {
  /** Null: it could not be read. */
  list: ReconciliationList | null;
  /** Null: all of them are shown. */
  location: string | null;
  /** Not the newest page. */
  further: boolean;
  /** Null: who looks may not. */
  again: Again | null;
};

const PATH = "/orders/reconciliation";

/** The days with what is at odds on each of them. Works without script. */
export function ReconciliationDays({ list, location, further, again }: ReconciliationDaysProps) {
  return (
    <Card
      id="reconciliation"
      flush
      title="Business days"
      description={`${location ? `At ${location}` : "At all locations"}, newest first. A day is compared once your till has closed it.${again ? "" : " Only owners and managers can compare a day again."}`}
      footer={list && (list.next || further) ? <Pages next={list.next} further={further} /> : undefined}
    >
      {list === null ? (
        <EmptyState title="The days could not be read" action={<TextLink href={PATH}>Try again</TextLink>}>
          They are compared all the same, and what is at odds stands on Home.
        </EmptyState>
      ) : list.days.length === 0 ? (
        <Nothing further={further} />
      ) : (
        <ul className="divide-y">
          {list.days.map((day) => (
            <Day key={`${day.day} ${day.locationId}`} day={day} named={location === null} again={again} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Nothing({ further }: { further: boolean }) {
  if (further) return <EmptyState title="No older days" action={<TextLink href={PATH}>Newest</TextLink>} />;
  return (
    <EmptyState title="No day was compared yet">
      The first one appears within minutes after a location is linked to Lightspeed, and from then on one each night.
    </EmptyState>
  );
}

function Pages({ next, further }: { next: string | null; further: boolean }) {
  return (
    <nav aria-label="Pages of days" className="flex flex-wrap gap-4">
      {further && <TextLink href={PATH}>Newest</TextLink>}
      {next && (
        <TextLink href={`${PATH}?before=${next}`} rel="next">
          Older
        </TextLink>
      )}
    </nav>
  );
}

function Day({ day, named, again }: { day: ReconciliationDay; named: boolean; again: Again | null }) {
  const { locationId, locationName, region, problem, differences } = day;
  const state = stateOf(day);
  const title = formatDay(day.day, region);
  const id = `day-${day.day}-${locationId}`;
  return (
    <li id={id} className="px-4 py-3 sm:px-5">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <h3 id={`${id}-title`} className="font-medium text-sm tabular-nums">
              {title}
              {named && <span className="font-normal text-muted"> · {locationName}</span>}
            </h3>
            <Badge tone={state.tone}>{state.text}</Badge>
          </div>
          <p className="mt-1 text-muted text-sm text-pretty">{sentenceOf(day)}</p>
        </div>
        {again && (
          <form action={again.bind(null, { locationId, day: day.day })}>
            <SubmitButton
              variant="secondary"
              size="sm"
              aria-label={`Run again: ${title}${named ? `, ${locationName}` : ""}`}
            >
              Run again
            </SubmitButton>
          </form>
        )}
      </div>
      {problem && (
        <div className="mt-2.5">
          <Alert tone="warning" title={problem.message}>
            <span className="font-medium">What to do: </span>
            {problem.remedy}
          </Alert>
        </div>
      )}
      {differences.length > 0 && <Differences differences={differences} titleId={`${id}-title`} />}
    </li>
  );
}

const SHOWN = 10;

function Differences({ differences, titleId }: { differences: DifferenceView[]; titleId: string }) {
  const rest = differences.slice(SHOWN);
  return (
    <div className="mt-2.5 rounded border bg-sunken px-3 py-1 sm:px-4">
      <ul aria-labelledby={titleId} className="divide-y">
        {differences.slice(0, SHOWN).map((one) => (
          <DifferenceItem key={keyOf(one)} difference={one} />
        ))}
      </ul>
      {rest.length > 0 && (
        <details className="border-t py-2 text-sm">
          <summary className="cursor-pointer text-muted">{formatCount(rest.length, "more difference")}</summary>
          <ul className="mt-1 divide-y">
            {rest.map((one) => (
              <DifferenceItem key={keyOf(one)} difference={one} />
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

const keyOf = ({ title, order, reference }: DifferenceView) => `${title} ${order?.id} ${reference}`;

function DifferenceItem({ difference: { title, what, remedy, order, reference } }: { difference: DifferenceView }) {
  return (
    <li className="py-2 text-sm">
      <p className="flex flex-wrap items-baseline gap-x-2.5">
        <span className="font-medium">{title}</span>
        {order && (
          <TextLink href={`/orders/${order.id}`} className="tabular-nums">
            {order.number}
          </TextLink>
        )}
        {reference && <span className="break-all font-mono text-muted text-xs">{reference}</span>}
      </p>
      <p className="text-pretty">{what}</p>
      <p className="text-muted text-pretty">
        <span className="font-medium">What to do: </span>
        {remedy}
      </p>
    </li>
  );
}

function stateOf({ state, running, differences }: ReconciliationDay): { tone: Tone; text: string } {
  if (running) return { tone: "neutral", text: "Being compared" };
  if (state === "even") return { tone: "positive", text: "Even" };
  if (state === "differs") return { tone: "warning", text: formatCount(differences.length, "difference") };
  if (state === "unreadable") return { tone: "negative", text: "Could not be read" };
  return { tone: "neutral", text: "Not complete yet" };
}

function sentenceOf(day: ReconciliationDay): string {
  const { counts, comparedAt, byName, state, region, dueAt } = day;
  const parts: string[] = [];
  if (counts) parts.push(countsOf(day));
  if (comparedAt) parts.push(`Compared ${formatLogInstant(comparedAt, region)}${byName ? ` by ${byName}` : ""}.`);
  if (state === "waiting") parts.push("The till has not closed this business day yet, or has an open check of it.");
  if (dueAt && state !== "even") parts.push(`Looked at again ${formatLogInstant(dueAt, region)}.`);
  return parts.join(" ");
}

function countsOf({ counts, currency, region }: ReconciliationDay): string {
  if (!counts || counts.orders === 0) return "No money of your orders moved.";
  const { orders, receipts, captures, refunds, oursMinor, tillMinor } = counts;
  const what = [formatCount(orders, "order"), formatCount(receipts, "receipt"), formatCount(captures, "payment")];
  if (refunds > 0) what.push(formatCount(refunds, "refund"));
  const money = (minor: number) => formatMoney(minor, currency, region);
  return `${what.join(", ")}. Taken less given back: ${money(oursMinor)}; on the till: ${money(tillMinor)}.`;
}
