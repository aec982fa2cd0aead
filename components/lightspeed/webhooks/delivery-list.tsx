import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Table, Td, Th } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { formatLogInstant, type Region, zoneName } from "@/lib/format";
import type { DeliveryListView } from "@/lib/lightspeed/webhooks/webhook-view-types";
import { type DeliverySearch, deliverySearchHref, isFiltered } from "./delivery-filter";
import { statusWords, typeWord } from "./words";

type DeliveryListProps = {
  /** Null: it could not be read. */
  list: DeliveryListView | null;
  search: DeliverySearch;
  /** By the id of the place at Lightspeed. */
  placeNames: Record<string, string>;
  filterForm: ReactNode;
  region: Region;
};

export function DeliveryList({ list, search, placeNames, filterForm, region }: DeliveryListProps) {
  return (
    <Card
      id="deliveries"
      flush
      title="Deliveries"
      description={`Everything that came to the endpoint in the last 30 days, newest first. Times are in ${zoneName(region)}.`}
      footer={list && (list.newer || list.older) ? <Pages list={list} search={search} /> : undefined}
    >
      {filterForm}
      {list === null ? (
        <EmptyState
          title="The deliveries could not be read"
          action={<TextLink href={deliverySearchHref(search)}>Try again</TextLink>}
        >
          Nothing is lost; they are still stored.
        </EmptyState>
      ) : list.items.length === 0 ? (
        <EmptyState
          title={isFiltered(search) ? "No delivery matches" : "Nothing has come yet"}
          action={isFiltered(search) && <TextLink href={deliverySearchHref({})}>Show all deliveries</TextLink>}
        >
          {isFiltered(search)
            ? "Try other words or a longer time."
            : "Orders, payments, item counts and POS readiness appear here the moment Lightspeed sends them."}
        </EmptyState>
      ) : (
        <Table aria-label="Deliveries">
          <thead>
            <tr>
              <Th>Received</Th>
              <Th>What</Th>
              <Th>Reference</Th>
              <Th>Location</Th>
              <Th>State</Th>
            </tr>
          </thead>
          <tbody>
            {list.items.map((item) => (
              <tr key={item.id}>
                <Td className="whitespace-nowrap tabular-nums">
                  <TextLink href={`/lightspeed/webhooks/deliveries/${item.id}`} prefetch={false}>
                    {formatLogInstant(item.at, region)}
                  </TextLink>
                </Td>
                <Td className="whitespace-nowrap">
                  {typeWord(item.type)}
                  {item.vendorStatus && <span className="text-muted"> · {item.vendorStatus}</span>}
                </Td>
                <Td className="max-w-56 truncate font-mono text-xs">{item.reference ?? "–"}</Td>
                <Td className="max-w-48 truncate">
                  {item.businessLocationId ? (placeNames[item.businessLocationId] ?? item.businessLocationId) : "–"}
                </Td>
                <Td>
                  <span className="flex flex-wrap gap-1.5">
                    <Badge tone={statusWords[item.status].tone}>{statusWords[item.status].text}</Badge>
                    {!item.verified && <Badge tone="warning">Unverified</Badge>}
                  </span>
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}

function Pages({ list: { newer, older }, search }: { list: DeliveryListView; search: DeliverySearch }) {
  return (
    <nav aria-label="Pages of deliveries" className="flex flex-wrap gap-4">
      {newer && (
        <TextLink href={deliverySearchHref(search, { newer })} rel="prev">
          Newer
        </TextLink>
      )}
      {older && (
        <TextLink href={deliverySearchHref(search, { older })} rel="next">
          Older
        </TextLink>
      )}
      {newer && <TextLink href={deliverySearchHref(search)}>Newest</TextLink>}
    </nav>
  );
}
