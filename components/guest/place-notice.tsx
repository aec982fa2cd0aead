import { Alert } from "@/components/ui/alert";
import { formatInstant } from "@/lib/format";
import type { GuestPlace } from "@/lib/guest/guest-place";

/** Why nothing can be ordered right now; nothing when it can. */
export function PlaceNotice({ place }: { place: GuestPlace }) {
  const { reasons, isOpen, changesAt } = place;
  const [first] = reasons;
  if (!first) return null;
  return (
    <Alert tone="warning" title={first.message}>
      {!isOpen && changesAt ? `It opens on ${formatInstant(changesAt, place)}.` : first.remedy} You can look at the menu
      meanwhile.
    </Alert>
  );
}
