import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { ChoiceFields } from "@/components/guest/choice-fields";
import { guestButton } from "@/components/guest/guest-button";
import { GuestShell } from "@/components/guest/guest-shell";
import { ItemFacts, LeftBadge } from "@/components/guest/item-facts";
import { KioskReset } from "@/components/guest/kiosk-reset";
import { PlaceNotice } from "@/components/guest/place-notice";
import { Alert } from "@/components/ui/alert";
import { controlClass } from "@/components/ui/input";
import { Picture } from "@/components/ui/picture";
import { formatMoney } from "@/lib/format";
import { addAction } from "../actions";
import { api } from "../api";
import { decodeLine, fieldName } from "../basket";
import { guestPage } from "../guarded";
import { one, requireVisit, type SearchParams } from "../visit";

export const metadata: Metadata = { title: "Choose" };

type Props = { params: Promise<{ location: string }>; searchParams: SearchParams };

export default guestPage(async ({ params, searchParams }: Props) => {
  const { location } = await params;
  const query = await searchParams;
  const home = `/o/${encodeURIComponent(location)}`;
  const { place, type, token } = await requireVisit(location);
  if (!type) redirect(home);
  const menu = await api.menu(token, type);
  const sections = menu.ok ? menu.data.menus.flatMap((found) => found.sections) : [];
  const item = sections.flatMap(({ items }) => items).find(({ sku }) => sku === one(query.sku));
  const line = decodeLine(one(query.line));
  const at = one(query.at);
  if (!item)
    return (
      <GuestShell {...{ place, home }}>
        <h1 className="font-semibold text-2xl">This is not on the menu any more</h1>
        <a href={home} className={guestButton()}>
          Back to the menu
        </a>
      </GuestShell>
    );
  const quote = line ? await api.prices(token, { type, lines: [line] }) : null;
  const faults = quote?.ok ? quote.data.reasons.filter((reason) => reason.line !== undefined) : [];
  const canOrder = place.reasons.length === 0 && item.left !== 0;
  return (
    <GuestShell {...{ place, home }}>
      <p>
        <a href={at === undefined ? home : `${home}/basket`} className="text-accent-ink underline underline-offset-2">
          {at === undefined ? "Back to the menu" : "Back to the basket"}
        </a>
      </p>
      {item.picture && (
        <Picture
          src={`${home}/picture?${new URLSearchParams({ name: item.picture, size: "large" })}`}
          alt={item.name}
          width={480}
          height={480}
          className="aspect-video w-full rounded-lg bg-sunken object-cover"
        />
      )}
      <div className="grid gap-1">
        <div className="flex items-baseline justify-between gap-3">
          <h1 className="font-semibold text-2xl [overflow-wrap:anywhere]">{item.name}</h1>
          <p className="shrink-0 text-xl tabular-nums">{formatMoney(item.priceMinor, place.currency, place)}</p>
        </div>
        {item.description && <p className="text-base text-muted">{item.description}</p>}
        <ItemFacts {...item} region={place} />
        <LeftBadge left={item.left} />
      </div>
      <PlaceNotice place={place} />
      {faults.length > 0 && (
        <Alert role="alert" tone="negative" title="This cannot be ordered like this">
          <ul>
            {faults.map(({ code, message, remedy }) => (
              <li key={`${code} ${message}`}>
                {message} {remedy}
              </li>
            ))}
          </ul>
        </Alert>
      )}
      {canOrder && (
        <form action={addAction.bind(null, location)} className="grid gap-4">
          <input type="hidden" name="visit" value={place.visit ?? ""} />
          <input type="hidden" name="sku" value={item.sku} />
          {at !== undefined && <input type="hidden" name="at" value={at} />}
          <ChoiceFields
            {...{ groups: item.groups, notes: item.notes, currency: place.currency, region: place, fieldName }}
            chosen={line?.choices}
            wished={line?.notes}
          />
          <div className="flex items-end gap-3">
            <div className="w-24">
              <label htmlFor="quantity" className="mb-1 block font-medium text-sm">
                How many
              </label>
              <input
                {...{ id: "quantity", name: "quantity", type: "number", inputMode: "numeric", min: 1, max: 50 }}
                defaultValue={line?.quantity ?? 1}
                className={`${controlClass} h-11`}
              />
            </div>
            <button type="submit" className={`${guestButton()} flex-1`}>
              {at === undefined ? "Add to basket" : "Save"}
            </button>
          </div>
        </form>
      )}
      {place.channel === "kiosk" && <KioskReset address={`${home}/enter?channel=kiosk`} seconds={180} />}
    </GuestShell>
  );
});
