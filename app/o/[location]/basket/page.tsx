import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { BasketList, Totals } from "@/components/guest/basket-list";
import { guestButton } from "@/components/guest/guest-button";
import { GuestShell } from "@/components/guest/guest-shell";
import { KioskReset } from "@/components/guest/kiosk-reset";
import { Alert } from "@/components/ui/alert";
import { formatMoney } from "@/lib/format";
import { changeAction, orderAction, tipAction } from "../actions";
import { api } from "../api";
import { encodeLine } from "../basket";
import { guestPage } from "../guarded";
import { noticeOf } from "../notices";
import { one, requireVisit, type SearchParams } from "../visit";
import { PayForm } from "./pay-form";
import { TipForm } from "./tip-form";

export const metadata: Metadata = { title: "Basket" };

type Props = { params: Promise<{ location: string }>; searchParams: SearchParams };

export default guestPage(async ({ params, searchParams }: Props) => {
  const { location } = await params;
  const home = `/o/${encodeURIComponent(location)}`;
  const { place, type, token, basket } = await requireVisit(location);
  if (!type) redirect(home);
  const notice = noticeOf(one((await searchParams).notice), place);
  const [quote, menu] =
    basket.lines.length > 0
      ? await Promise.all([
          api.quote(token, { type, lines: basket.lines, tip: basket.tipMinor }),
          api.menu(token, type),
        ])
      : [null, null];
  const withChoices = new Set(
    (menu?.ok ? menu.data.menus : [])
      .flatMap(({ sections }) => sections.flatMap(({ items }) => items))
      .filter(({ groups, notes }) => groups.length + notes.length > 0)
      .map(({ sku }) => sku),
  );
  const general = quote?.ok ? quote.data.reasons.filter((reason) => reason.line === undefined) : [];
  const visit = place.visit ?? "";
  return (
    <GuestShell {...{ place, home }}>
      <p>
        <a href={home} className="text-accent-ink underline underline-offset-2">
          Back to the menu
        </a>
      </p>
      <h1 className="font-semibold text-2xl">Your basket</h1>
      {notice && (
        <Alert role="alert" tone={notice.tone}>
          {notice.text}
        </Alert>
      )}
      {!quote && <p className="text-base text-muted">It is empty.</p>}
      {quote && !quote.ok && (
        <Alert tone="negative" title="The basket cannot be priced right now">
          {quote.problem.code === "too_many_requests"
            ? "Wait a few minutes and try again."
            : "Remove what you chose last and try again."}
        </Alert>
      )}
      {quote?.ok && (
        <>
          {general.map(({ code, message, remedy }) => (
            <Alert key={code} tone="warning" title={message}>
              {remedy}
            </Alert>
          ))}
          <BasketList
            quote={quote.data}
            region={place}
            change={changeAction.bind(null, location)}
            visit={visit}
            edits={basket.lines.map((line, at) =>
              withChoices.has(line.sku)
                ? `${home}/item?${new URLSearchParams({ sku: line.sku, line: encodeLine(line), at: String(at) })}`
                : "",
            )}
          />
          <TipForm
            {...{ visit, tipMinor: basket.tipMinor, currency: place.currency, region: place }}
            act={tipAction.bind(null, location)}
          />
          <Totals {...quote.data} region={place} />
          {quote.data.ok ? (
            <PayForm
              {...{ visit, type, channel: place.channel, expectedTotal: quote.data.totals.totalMinor }}
              label={`Order and pay ${formatMoney(quote.data.totals.totalMinor, place.currency, place)}`}
              act={orderAction.bind(null, location)}
            />
          ) : (
            <p className="text-base text-muted">It cannot be ordered like this. Nothing is paid before it can.</p>
          )}
        </>
      )}
      {!quote && (
        <a href={home} className={guestButton()}>
          Look at the menu
        </a>
      )}
      {place.channel === "kiosk" && <KioskReset address={`${home}/enter?channel=kiosk`} seconds={180} />}
    </GuestShell>
  );
});
