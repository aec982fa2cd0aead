import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { Stat } from "@/components/ui/stat";
import { TextLink } from "@/components/ui/text-link";
import { formatMoney, type Region } from "@/lib/format";
import type { TodayView } from "@/lib/home/get-today";

/** Null where it could not be read. */
type TodayProps = { today: TodayView | null };

const UNREADABLE = "This could not be read just now. Load the page again in a minute.";

export function TodayCard({ today, place, region }: TodayProps & { place: string; region: Region }) {
  return (
    <Card
      id="today"
      title="Today"
      description={`${place}, since midnight there. Paid orders without tests; takings after what was given back.`}
    >
      {today === null ? (
        <p className="text-sm">{UNREADABLE}</p>
      ) : today.currencies.length === 0 ? (
        <p className="text-sm">No location sells anything yet.</p>
      ) : (
        <div className="grid gap-4">
          {today.currencies.map(({ currency, orders, underWay, takingsMinor }) => (
            <div key={currency} className="grid grid-cols-3 gap-4">
              <Stat title={`Takings (${currency})`}>{formatMoney(takingsMinor, currency, region)}</Stat>
              <Stat title="Orders">
                {orders === 0 ? "None yet" : <TextLink href="/orders?within=day">{orders}</TextLink>}
              </Stat>
              <Stat title="Under way">{underWay}</Stat>
            </div>
          ))}
        </div>
      )}
    </Card>
  );
}

export function RulesCard({ today }: TodayProps) {
  const broken = today?.rules.filter(({ count }) => count > 0).length ?? 0;
  return (
    <Card
      id="must-be-zero"
      flush={today !== null}
      title="Must be zero"
      description={
        today === null
          ? UNREADABLE
          : broken === 0
            ? "All of them are, counted as this page was made."
            : "Something is not as it must be."
      }
    >
      {today && (
        <ul className="divide-y">
          {today.rules.map(({ id, title, query, count }) => (
            <li key={id} className="flex items-start justify-between gap-4 px-4 py-3 text-sm sm:px-5">
              <div className="min-w-0">
                <p className="font-medium">{title}</p>
                <p className="text-muted text-pretty">{query}</p>
                {count > 0 && <TextLink href="/orders?show=attention">Open orders</TextLink>}
              </div>
              <Badge tone={count === 0 ? "positive" : "negative"}>{count}</Badge>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
