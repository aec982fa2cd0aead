import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { guestButton } from "@/components/guest/guest-button";
import { GuestShell } from "@/components/guest/guest-shell";
import { KioskReset } from "@/components/guest/kiosk-reset";
import { LiveRefresh } from "@/components/guest/live";
import { MenuList, type MenuSection } from "@/components/guest/menu-list";
import { PlaceNotice } from "@/components/guest/place-notice";
import { Alert } from "@/components/ui/alert";
import { formatCount, formatMoney } from "@/lib/format";
import type { GuestSection } from "@/lib/guest/guest-menu-types";
import { addAction, chooseTypeAction } from "./actions";
import { api } from "./api";
import { ChooseType } from "./choose-type";
import { guestPage } from "./guarded";
import { noticeOf, refusalOf } from "./notices";
import { door, one, requireVisit, type SearchParams, type Visit } from "./visit";

export const metadata: Metadata = { title: "Order" };

type Props = { params: Promise<{ location: string }>; searchParams: SearchParams };

export default guestPage(async ({ params, searchParams }: Props) => {
  const { location } = await params;
  const query = await searchParams;
  const home = `/o/${encodeURIComponent(location)}`;
  const [code, channel, refused, order] = [one(query.code), one(query.channel), one(query.refused), one(query.order)];
  if (code !== undefined) redirect(`${home}/enter?${new URLSearchParams({ code })}`);
  if (refused === "no_such_location" || refused === "invalid_request") notFound();
  if (refused !== undefined) return <Refused home={home} code={refused} />;
  if (order !== undefined) redirect(`${home}/orders/${encodeURIComponent(order)}?${paymentOf(query)}`);
  const visit = await requireVisit(location, { channel });
  const { place, type, token, basket } = visit;
  if (channel === "kiosk" && place.channel !== "kiosk") redirect(door(location, "kiosk"));
  if (!type)
    return (
      <GuestShell {...{ place, home }}>
        <PlaceNotice place={place} />
        <ChooseType types={place.types} visit={place.visit ?? ""} choose={chooseTypeAction.bind(null, location)} />
      </GuestShell>
    );
  const [menu, counts] = await Promise.all([api.menu(token, type), api.availability(token)]);
  const notice = noticeOf(one(query.notice), place);
  const menus = menu.ok ? menu.data.menus : [];
  const shown = menus.find(({ id }) => id === one(query.menu)) ?? menus[0];
  const open = place.reasons.length === 0;
  return (
    <GuestShell {...{ place, home }} footer={await basketBar(visit, home)}>
      <h1 className="sr-only">Menu of {place.location.name}</h1>
      {notice && (
        <Alert role="status" tone={notice.tone}>
          {notice.text}
        </Alert>
      )}
      <PlaceNotice place={place} />
      {basket.orderId && (
        <p className="text-base">
          <a href={`${home}/orders/${basket.orderId}`} className="text-accent-ink underline underline-offset-2">
            See how your last order stands
          </a>
        </p>
      )}
      {place.types.length > 1 && (
        <p className="text-base text-muted">
          {type === "dine_in" ? "You eat here." : "You take it away."}{" "}
          <a href={`${home}/enter?channel=${place.channel}`} className="text-accent-ink underline underline-offset-2">
            Start again
          </a>
        </p>
      )}
      {menus.length > 1 && (
        <nav aria-label="Menus">
          <ul className="flex flex-wrap gap-2">
            {menus.map(({ id, name }) => (
              <li key={id}>
                <a
                  href={`${home}?menu=${encodeURIComponent(id)}`}
                  aria-current={id === shown?.id ? "page" : undefined}
                  className={guestButton(id === shown?.id ? "primary" : "secondary")}
                >
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {shown ? (
        <MenuList
          {...{
            sections: shown.sections.map(toSection),
            currency: place.currency,
            region: place,
            home,
            visit: place.visit ?? "",
          }}
          add={open ? addAction.bind(null, location) : null}
        />
      ) : (
        <Alert tone="warning" title="There is no menu to order from yet">
          Please order with the staff.
        </Alert>
      )}
      {counts.ok && (
        <LiveRefresh source={`${home}/availability/events`} event="availability" known={counts.data.version} />
      )}
      {place.channel === "kiosk" && <KioskReset address={`${home}/enter?channel=kiosk`} seconds={180} />}
    </GuestShell>
  );
});

const toSection = ({ path, items }: GuestSection): MenuSection => ({
  path,
  items: items.map(
    ({ sku, name, description, priceMinor, picture, left, allergens, diets, alcohol, groups, notes }) => ({
      ...{ sku, name, priceMinor },
      ...(description === null ? {} : { description }),
      ...(picture === null ? {} : { picture }),
      ...(left === null ? {} : { left }),
      ...(allergens === null ? {} : { allergens }),
      ...(diets.length === 0 ? {} : { diets }),
      ...(alcohol === null ? {} : { alcohol }),
      ...(groups.length === 0 && notes.length === 0 ? { isPlain: true } : {}),
    }),
  ),
});

const paymentOf = (query: Awaited<SearchParams>) => {
  const found = [["payment", one(query.payment)] as const, ["outcome", one(query.outcome)] as const];
  return new URLSearchParams(found.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
};

/** The count is what was chosen; what it costs is said by the server on the next page, and here once it is asked. */
async function basketBar({ basket, token, type, place }: Visit, home: string) {
  const count = basket.lines.reduce((sum, { quantity }) => sum + quantity, 0);
  if (count === 0 || !type) return <p className="text-muted text-base">Your basket is empty.</p>;
  const quote = await api.prices(token, { type, lines: basket.lines });
  return (
    <a href={`${home}/basket`} className={`${guestButton()} w-full`}>
      <span>View basket · {formatCount(count, "item")}</span>
      {quote.ok && (
        <span className="tabular-nums">{formatMoney(quote.data.totals.totalMinor, place.currency, place)}</span>
      )}
    </a>
  );
}

function Refused({ home, code }: { home: string; code: string }) {
  const { title, text } = refusalOf(code);
  return (
    <GuestShell place={null} home={home}>
      <h1 className="font-semibold text-2xl">{title}</h1>
      <p className="text-base text-muted">{text}</p>
    </GuestShell>
  );
}
