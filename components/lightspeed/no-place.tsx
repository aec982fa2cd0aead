import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PlugIcon } from "@/components/ui/icons";
import { TextLink } from "@/components/ui/text-link";

/** In place of a page about a Lightspeed location, while there is none. */
export function NoPlace({ connected, what }: { connected: boolean; what: string }) {
  return (
    <Card id="no-place" flush title={what}>
      <EmptyState
        icon={<PlugIcon />}
        title={connected ? "No location is linked to Lightspeed" : "Lightspeed is not connected"}
        action={<TextLink href="/lightspeed">Open Lightspeed settings</TextLink>}
      >
        {connected
          ? "Link this location to one of your Lightspeed locations; what is there is shown here then."
          : "Connect Lightspeed and link your location; what is there is shown here then."}
      </EmptyState>
    </Card>
  );
}
