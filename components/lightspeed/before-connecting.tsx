import type { ReactNode } from "react";
import { CheckIcon } from "@/components/ui/icons";
import { RedirectUri } from "./redirect-uri";

const needed: ReactNode[] = [
  <>
    A <strong className="font-medium text-ink">Lightspeed Restaurant K-Series</strong> account. L-Series and R-Series
    are not compatible.
  </>,
  <>
    A Lightspeed user who is an <strong className="font-medium text-ink">admin or owner</strong> of that account. Other
    users cannot give the permission.
  </>,
  <>
    This redirect URI, registered for Upvendo in the Lightspeed partner dashboard{" "}
    <strong className="font-medium text-ink">exactly as shown</strong>. Upvendo takes care of that; you only need it
    when Lightspeed says that it differs.
  </>,
];

/** What a merchant must know before the first click. */
export function BeforeConnecting({ redirectUri }: { redirectUri: string }) {
  return (
    <div className="grid gap-4">
      <ul className="grid max-w-2xl gap-2.5 text-muted text-sm">
        {needed.map((text, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list
          <li key={place} className="flex gap-2.5">
            <CheckIcon className="mt-0.5 shrink-0 text-accent-ink" />
            <span className="text-pretty">{text}</span>
          </li>
        ))}
      </ul>
      <RedirectUri uri={redirectUri} />
    </div>
  );
}
