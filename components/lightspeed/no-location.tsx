import Link from "next/link";
import { buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PinIcon } from "@/components/ui/icons";
import { TextLink } from "@/components/ui/text-link";

export function NoLocation({ mayEdit }: { mayEdit: boolean }) {
  return (
    <div className="rounded-lg border bg-surface shadow-raised">
      <EmptyState
        icon={<PinIcon />}
        title="Create a location first"
        action={
          mayEdit && (
            <Link href="/settings/locations" className={buttonClass({ variant: "primary" })}>
              Go to Locations
            </Link>
          )
        }
      >
        <p>
          Lightspeed does not import locations into Upvendo. Every order belongs to one of your locations, so at least
          one active location must exist before you connect.
        </p>
        {!mayEdit && (
          <p className="mt-2">
            Only owners and managers can create one, under <TextLink href="/settings/locations">Locations</TextLink>.
          </p>
        )}
      </EmptyState>
    </div>
  );
}
