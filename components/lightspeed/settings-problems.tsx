import { Alert } from "@/components/ui/alert";
import type { OrderSettingsView } from "@/lib/lightspeed/location-settings/list-order-settings";

/** What stops orders first, then what may go wrong, then what could not be looked up. */
export function SettingsProblems({ settings: { problems, profiles, methods } }: { settings: OrderSettingsView }) {
  const sorted = [...problems].sort((a, b) => Number(b.blocks) - Number(a.blocks));
  const unread = [
    { what: "order profiles", ...profiles },
    { what: "payment methods", ...methods },
  ].filter(({ problem }) => problem !== null);
  return (
    <div className="mt-3 grid gap-2 empty:hidden">
      {sorted.map(({ about, blocks, message, remedy }) => (
        <Alert key={about + message} tone={blocks ? "negative" : "warning"} title={message}>
          {remedy}
        </Alert>
      ))}
      {unread.map(({ what, problem, options }) => (
        <Alert key={what} tone="warning" title={`Lightspeed's ${what} could not be read just now`}>
          {problem?.message} {problem?.remedy}
          {options && " What you see is the last list that was read."}
        </Alert>
      ))}
    </div>
  );
}
