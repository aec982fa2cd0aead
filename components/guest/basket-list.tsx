import { formatMoney, type Region } from "@/lib/format";
import type { Quote } from "@/lib/guest/quote-cart";
import { guestButton } from "./guest-button";

type BasketProps = {
  quote: Quote;
  region: Region;
  change: (form: FormData) => Promise<void>;
  visit: string;
  /** Where each line is changed. */
  edits: readonly string[];
};

const small =
  "inline-flex size-11 cursor-pointer items-center justify-center rounded-lg border bg-surface text-lg hover:bg-hover";

/** What was chosen, with the server's prices; each line says what is wrong with it. */
export function BasketList({ quote, region, change, visit, edits }: BasketProps) {
  const hidden = (at: number, quantity: number) => (
    <>
      <input type="hidden" name="visit" value={visit} />
      <input type="hidden" name="at" value={at} />
      <input type="hidden" name="quantity" value={quantity} />
    </>
  );
  return (
    <ul className="divide-y rounded-lg border bg-surface">
      {quote.lines.map((line, at) => {
        const faults = quote.reasons.filter((reason) => reason.line === at);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is named by its place, in the basket and in the form
          <li key={at} className="grid gap-2 p-4">
            <div className="flex items-baseline justify-between gap-3">
              <p className="min-w-0 font-medium text-base [overflow-wrap:anywhere]">
                {line.quantity} × {line.name}
              </p>
              <p className="shrink-0 text-base tabular-nums">{formatMoney(line.totalMinor, quote.currency, region)}</p>
            </div>
            {line.choices.length > 0 && <p className="text-muted text-sm">{line.choices.join(", ")}</p>}
            {faults.map(({ code, message, remedy }) => (
              <p key={`${code} ${message}`} className="text-negative-ink text-sm">
                {message} {remedy}
              </p>
            ))}
            <div className="flex items-center gap-2">
              <form action={change}>
                {hidden(at, line.quantity - 1)}
                <button type="submit" className={small} aria-label={`One ${line.name} less`}>
                  −
                </button>
              </form>
              <form action={change}>
                {hidden(at, line.quantity + 1)}
                <button type="submit" className={small} aria-label={`One more ${line.name}`}>
                  +
                </button>
              </form>
              {edits[at] && (
                <a href={edits[at]} className={guestButton("secondary")}>
                  Change<span className="sr-only"> {line.name}</span>
                </a>
              )}
              <form action={change} className="ml-auto">
                {hidden(at, 0)}
                <button
                  type="submit"
                  className="min-h-11 cursor-pointer px-2 text-muted text-sm underline underline-offset-2"
                >
                  Remove<span className="sr-only"> {line.name}</span>
                </button>
              </form>
            </div>
          </li>
        );
      })}
    </ul>
  );
}

type TotalsProps = Pick<Quote, "totals" | "currency"> & { region: Region };

export function Totals({ totals, currency, region }: TotalsProps) {
  const { subtotalMinor, serviceChargeMinor, tipMinor, totalMinor } = totals;
  const rows = [
    ["Food and drinks", subtotalMinor],
    ["Service charge", serviceChargeMinor],
    ["Tip", tipMinor],
  ] as const;
  return (
    <dl className="grid gap-1 text-base">
      {rows
        .filter(([, amount], index) => index === 0 || amount !== 0)
        .map(([label, amount]) => (
          <div key={label} className="flex justify-between gap-4">
            <dt className="text-muted">{label}</dt>
            <dd className="tabular-nums">{formatMoney(amount, currency, region)}</dd>
          </div>
        ))}
      <div className="flex justify-between gap-4 border-t pt-2 font-semibold text-lg">
        <dt>Total</dt>
        <dd className="tabular-nums">{formatMoney(totalMinor, currency, region)}</dd>
      </div>
    </dl>
  );
}
