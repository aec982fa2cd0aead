"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useFormStatus } from "react-dom";
import { guestButton } from "./guest-button";

/** Has the server draw the page anew when the stream says that something changed. Without script the page says how to look again. */
export function LiveRefresh({ source, event, known }: { source: string; event: string; known: string }) {
  const router = useRouter();
  useEffect(() => {
    const stream = new EventSource(source);
    let last = known;
    const hear = ({ data }: MessageEvent<string>) => {
      const { version, message } = JSON.parse(data) as { version?: string; message?: string };
      const now = version ?? message ?? "";
      // The first word of a stream of counts is what the page shows already.
      if (last !== "" && now !== last) router.refresh();
      last = now;
    };
    stream.addEventListener(event, hear);
    return () => stream.close();
  }, [source, event, known, router]);
  return null;
}

/** On to the payment; `replace`, so that the way back does not lead here and on again. */
export function GoToPayment({ address }: { address: string }) {
  useEffect(() => window.location.replace(address), [address]);
  return null;
}

export function AddButton({ name }: { name: string }) {
  const { pending } = useFormStatus();
  return (
    <button type="submit" aria-disabled={pending || undefined} className={guestButton()}>
      {pending ? "Adding…" : "Add"}
      <span className="sr-only"> {name}</span>
    </button>
  );
}
