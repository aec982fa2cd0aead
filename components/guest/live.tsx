"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useFormStatus } from "react-dom";
import { guestButton } from "./guest-button";

type LiveRefreshProps = {
  source: string;
  event: string;
  known: string;
  /** For how long at most; begins anew when somebody comes back to the page. Without it as long as it is looked at. */
  hours?: number;
};

/**
 * Has the server draw the page anew when the stream says that something changed, as long as the page is in sight. Without script the page
 * says how to look again.
 */
export function LiveRefresh({ source, event, known, hours }: LiveRefreshProps) {
  const router = useRouter();
  useEffect(() => {
    let stream: EventSource | undefined;
    let limit: number | undefined;
    let last = known;
    const hear = ({ data }: MessageEvent<string>) => {
      const { version, message } = JSON.parse(data) as { version?: string; message?: string };
      const now = version ?? message ?? "";
      // The first word of a stream of counts is what the page shows already.
      if (last !== "" && now !== last) router.refresh();
      last = now;
    };
    const end = () => {
      stream?.close();
      window.clearTimeout(limit);
    };
    const follow = () => {
      end();
      if (document.visibilityState === "hidden") return;
      stream = new EventSource(source);
      stream.addEventListener(event, hear);
      if (hours !== undefined) limit = window.setTimeout(end, hours * 3_600_000);
    };
    follow();
    document.addEventListener("visibilitychange", follow);
    return () => {
      document.removeEventListener("visibilitychange", follow);
      end();
    };
  }, [source, event, known, hours, router]);
  return null;
}

/** On to the payment; `replace`, so that the way back does not lead here and on again. */
export function GoToPayment({ address }: { address: string }) {
  useEffect(() => window.location.replace(address), [address]);
  return null;
}

/** Adds one to the basket; of the form's other buttons none is at work. */
export function AddButton({ sku, name }: { sku: string; name: string }) {
  const { data } = useFormStatus();
  const pending = data?.get("sku") === sku;
  return (
    <button
      type="submit"
      name="sku"
      value={sku}
      aria-disabled={pending || undefined}
      className={`${guestButton()} ml-auto`}
    >
      {pending ? "Adding…" : "Add"}
      <span className="sr-only">{` ${name}`}</span>
    </button>
  );
}
