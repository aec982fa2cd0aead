import Link from "next/link";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { CheckIcon } from "@/components/ui/icons";
import { formatCount, formatMoney, type Region } from "@/lib/format";
import type { PriceFault, PricePlace } from "@/lib/lightspeed/menu/price-faults";
import type { SkuFault } from "@/lib/lightspeed/menu/sku-health";

type Fault = SkuFault | PriceFault;

type HealthCardProps = {
  faults: Fault[];
  products: number;
  itemsKnown: boolean;
  /** Our location's id, whose items are meant. */
  place: string;
  age: ReactNode;
  currency: string;
  region: Region;
};

const words: Record<Fault["kind"], { title: string; meaning: string }> = {
  missing: { title: "No SKU", meaning: "It cannot be ordered. Give it a SKU in Lightspeed." },
  duplicate: { title: "SKU used twice", meaning: "The till may print the other product. Give each its own SKU." },
  too_long: {
    title: "SKU too long",
    meaning: "Over 25 characters it cannot be ordered and has no texts or pictures. Shorten it.",
  },
  unknown: {
    title: "Unknown to Items",
    meaning: "Orders of it may be refused. Take it off the menu, or create the item again.",
  },
  prices: { title: "Prices differ", meaning: "Give it one price in Lightspeed, or each price a SKU of its own." },
};

const SHOWN = 200;

/** To what is to be changed; a SKU that Items do not know leads to the form that makes it. */
function remedy({ kind, sku, name }: Fault, place: string): { label: string; href: string } {
  const query = (given: Record<string, string>) => new URLSearchParams({ place, ...given }).toString();
  if (kind === "unknown" && sku) return { label: "Create item", href: `/lightspeed/items/new?${query({ sku })}` };
  const found = `/lightspeed/items?${query({ q: sku ?? name })}`;
  return { label: kind === "duplicate" ? "Open these items" : "Open item", href: found };
}

/** An order names no menu, so the till has one price for a SKU: that of the first menu is the one that is charged. */
function priceWords(prices: readonly PricePlace[], currency: string, region: Region): string {
  const money = (minor: number) => formatMoney(minor, currency, region);
  const places = prices.map(({ menu, where, priceMinor }) => `${money(priceMinor)} on ${menu} (${where})`);
  return `${places.join(", ")}. Guests see and pay ${money(prices[0]?.priceMinor ?? 0)} everywhere.`;
}

/** What would keep products from being ordered, found before somebody orders. */
export function HealthCard({ faults, products, itemsKnown, place, age, currency, region }: HealthCardProps) {
  return (
    <Card
      id="health"
      title="SKU health"
      description="An order names products by their SKU. What is wrong with one is found here before anybody orders."
      footer={faults.length > SHOWN ? `The first ${SHOWN} of ${faults.length}.` : undefined}
    >
      <div className="grid gap-4">
        {age}
        {!itemsKnown && (
          <p className="text-muted text-sm">
            The list of items could not be read, so SKUs that are unknown or double there cannot be told.
          </p>
        )}
        {faults.length === 0 ? (
          <EmptyState icon={<CheckIcon />} title="Every SKU is in order">
            {formatCount(products, "product of this menu was", "products of this menu were")} looked at.
          </EmptyState>
        ) : (
          <ul aria-label="SKU faults" className="grid text-sm">
            {faults.slice(0, SHOWN).map((fault) => (
              <li
                key={`${fault.kind} ${fault.at}`}
                className="flex flex-wrap gap-x-4 gap-y-1 border-b py-2.5 last:border-b-0"
              >
                <span className="w-36 shrink-0">
                  <Badge tone={fault.kind === "too_long" || fault.kind === "prices" ? "warning" : "negative"}>
                    {words[fault.kind].title}
                  </Badge>
                </span>
                <span className="min-w-0 flex-1 basis-72">
                  <span className="font-medium">{fault.name}</span>{" "}
                  {fault.sku && <span className="font-mono text-muted text-xs">{fault.sku}</span>}
                  <span className="text-muted"> · {fault.where}</span>
                  <span className="block text-muted">
                    {fault.kind === "prices" && `${priceWords(fault.prices, currency, region)} `}
                    {"others" in fault &&
                      fault.others &&
                      fault.others.length > 0 &&
                      `Also ${fault.others.join(", ")}. `}
                    {words[fault.kind].meaning}
                  </span>
                </span>
                <Link href={remedy(fault, place).href} className="underline">
                  {remedy(fault, place).label}
                </Link>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Card>
  );
}
