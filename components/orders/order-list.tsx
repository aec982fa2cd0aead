import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Table, Td, Th } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { formatLogInstant, formatMoney, type Region, zoneName } from "@/lib/format";
import type { OrderList as List, OrderListItem } from "@/lib/orders/order-view";
import { isFiltered, type OrderSearch, orderSearchHref } from "./order-filter";
import { channelWords, flagTitles, placeWord, statusWords } from "./words";

type OrderListProps = {
  /** Null: it could not be read. */
  list: List | null;
  search: OrderSearch;
  /** Null: all of them are shown. */
  location: string | null;
  /** Not the newest page. */
  further: boolean;
  filterForm: ReactNode;
  region: Region;
};

export function OrderList({ list, search, location, further, filterForm, region }: OrderListProps) {
  const clock = region.saysZone ? "Times are each location's own" : `Times are in ${zoneName(region)}`;
  return (
    <Card
      id="orders"
      flush
      title="Orders"
      description={`${location ? `At ${location}` : "At all locations"}${search.currency ? `, in ${search.currency}` : ""}, newest first. ${clock}.`}
      footer={list && (list.next || further) ? <Pages next={list.next} search={search} further={further} /> : undefined}
    >
      {filterForm}
      {list === null ? (
        <EmptyState
          title="The orders could not be read"
          action={<TextLink href={orderSearchHref(search)}>Try again</TextLink>}
        >
          Nothing is lost: they go on to the till while this page does not show them.
        </EmptyState>
      ) : list.orders.length === 0 ? (
        <Nothing search={search} further={further} />
      ) : (
        <Table aria-label="Orders">
          <thead>
            <tr>
              <Th>Order</Th>
              <Th className="max-md:hidden">Where</Th>
              <Th className="max-lg:hidden">Placed</Th>
              <Th>State</Th>
              <Th className="text-right max-sm:hidden">Total</Th>
            </tr>
          </thead>
          <tbody>
            {list.orders.map((order) => (
              <Row key={order.id} order={order} named={location === null} saysZone={region.saysZone} />
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}

type RowProps = { order: OrderListItem; named: boolean; saysZone: boolean | undefined };

function Row({ order, named, saysZone }: RowProps) {
  const state = statusWords(order);
  const where = [placeWord(order), channelWords[order.channel], named && order.location.name]
    .filter(Boolean)
    .join(" · ");
  const total = formatMoney(order.totalMinor, order.currency, order.location.region);
  const placed = formatLogInstant(order.createdAt, { ...order.location.region, saysZone });
  return (
    <tr className="align-top">
      <Td>
        <TextLink href={`/orders/${order.id}`} className="tabular-nums">
          {order.number}
        </TextLink>
        {order.guestName && <span className="block max-w-40 truncate text-muted text-xs">{order.guestName}</span>}
        <span className="block text-muted text-xs tabular-nums sm:hidden">{total}</span>
        <span className="block text-muted text-xs md:hidden">{where}</span>
        <span className="block text-muted text-xs tabular-nums lg:hidden">{placed}</span>
      </Td>
      <Td className="max-md:hidden">{where}</Td>
      <Td className="whitespace-nowrap tabular-nums max-lg:hidden">{placed}</Td>
      <Td>
        <span className="flex flex-wrap gap-1.5">
          <Badge tone={state.tone}>{state.text}</Badge>
          {order.flag && <Badge tone="warning">{flagTitles[order.flag] ?? "Look at the money"}</Badge>}
        </span>
      </Td>
      <Td className="whitespace-nowrap text-right tabular-nums max-sm:hidden">{total}</Td>
    </tr>
  );
}

function Nothing({ search, further }: { search: OrderSearch; further: boolean }) {
  if (further)
    return <EmptyState title="No older orders" action={<TextLink href={orderSearchHref(search)}>Newest</TextLink>} />;
  if (isFiltered(search))
    return (
      <EmptyState title="No order matches" action={<TextLink href={orderSearchHref({})}>Show all orders</TextLink>}>
        Try a whole order number, reference, table or amount, or another state.
      </EmptyState>
    );
  return (
    <EmptyState title="No order yet">
      Orders of your guests appear here the moment they are placed, and show how they get to the till.
    </EmptyState>
  );
}

function Pages({ next, search, further }: { next: string | null; search: OrderSearch; further: boolean }) {
  return (
    <nav aria-label="Pages of orders" className="flex flex-wrap gap-4">
      {further && <TextLink href={orderSearchHref(search)}>Newest</TextLink>}
      {next && (
        <TextLink href={orderSearchHref(search, { after: next })} rel="next">
          Older
        </TextLink>
      )}
    </nav>
  );
}
