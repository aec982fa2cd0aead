import { formatCount } from "@/lib/format";
import type { ChangeView } from "@/lib/lightspeed/menu/menu-history";

const SHORT = 12;

export function ChangeList({ changes, total }: { changes: ChangeView[]; total: number }) {
  const [first, rest] = [changes.slice(0, SHORT), changes.slice(SHORT)];
  return (
    <>
      <Rows changes={first} />
      {rest.length > 0 && (
        <details className="mt-1">
          <summary className="cursor-pointer text-muted">
            {formatCount(rest.length, "more change")}
            {total > changes.length && ` of ${total - SHORT}`}
          </summary>
          <Rows changes={rest} />
        </details>
      )}
    </>
  );
}

function Rows({ changes }: { changes: ChangeView[] }) {
  return (
    <ul className="mt-1 grid gap-1">
      {changes.map((change, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a product may change in several ways, and none ever moves
        <li key={place} className="[overflow-wrap:anywhere]">
          <span className="font-medium">{change.name}</span>
          {change.sku && <span className="font-mono text-muted text-xs"> {change.sku}</span>}
          <span className="text-muted">: {changeWords(change)}</span>
        </li>
      ))}
    </ul>
  );
}

export function changeWords({ kind, before, after }: ChangeView): string {
  const fromTo = `${before ?? "none"} → ${after ?? "none"}`;
  switch (kind) {
    case "added":
      return after ? `new, ${after}` : "new";
    case "removed":
      return "no longer on the menu";
    case "price":
      return `price ${fromTo}`;
    case "supplement":
      return `extra charge ${fromTo}`;
    case "name":
      return `was called “${before}”`;
    case "allergens":
      return `allergens ${fromTo}`;
    case "tax":
      return `tax ${fromTo}`;
    case "texts":
      return "texts, alcohol or picture changed";
    case "options":
      return "choices or kitchen notes changed";
  }
}
