"use client";

import { orderSearchHref } from "@/components/orders/order-filter";
import { Card } from "@/components/ui/card";
import { Stat } from "@/components/ui/stat";
import { TextLink } from "@/components/ui/text-link";
import { formatList, formatMoney, type Region } from "@/lib/format";
import type { TodayView } from "@/lib/home/get-today";

type TodayCardProps = {
  /** Null where it could not be read. */
  today: TodayView | null;
  place: string;
  region: Region;
};

export function TodayCard({ today, place, region }: TodayCardProps) {
  return (
    <Card
      id="today"
      title="Today"
      description={`${place}, since midnight there. Paid orders without tests; takings after what was given back.${closedWords(today)}`}
    >
      {today === null ? (
        <p className="text-sm">This could not be read just now. Load the page again in a minute.</p>
      ) : today.currencies.length === 0 ? (
        <p className="text-sm">No location sells anything yet.</p>
      ) : (
        <div className="grid gap-4">
          {today.currencies.map(({ currency, orders, underWay, takingsMinor }) => (
            <div key={currency} className="grid grid-cols-3 gap-4">
              <Stat title={`Takings (${currency})`}>{formatMoney(takingsMinor, currency, region)}</Stat>
              <Stat title="Orders">
                {orders === 0 ? (
                  "None yet"
                ) : (
                  <TextLink
                    href={orderSearchHref({
                      ...{ show: "sold", within: "today" },
                      ...(today.currencies.length > 1 ? { currency } : {}),
                    })}
                  >
                    {orders}
                  </TextLink>
                )}
              </Stat>
              <Stat title="Under way">{underWay}</Stat>
            </div>
          ))}
        </div>
      )}
    </Card>
  );
}

function closedWords(today: TodayView | null): string {
  const names = today?.inactive ?? [];
  if (names.length === 0) return "";
  return ` ${formatList(names)} ${names.length === 1 ? "is" : "are"} inactive now; what was sold there today counts.`;
}
