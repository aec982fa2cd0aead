"use client";

import { guestButton } from "@/components/guest/guest-button";
import { faultWords } from "./fault-words";

/** For what fails in the browser or while a component is drawn; the server's other faults lead to `fault`, which needs no script. Nothing of the back office: a guest has no support to call and no Home to go to. */
export default function GuestErrorPage({ error }: { error: Error & { digest?: string } }) {
  return (
    <main className="mx-auto grid w-full max-w-2xl gap-4 px-4 py-16">
      <h1 className="font-semibold text-2xl">{faultWords.title}</h1>
      <p className="text-base text-muted">{faultWords.text}</p>
      {error.digest && <p className="text-muted text-sm">Code for the restaurant: {error.digest}</p>}
      <a href={typeof window === "undefined" ? "" : window.location.href} className={guestButton()}>
        Try again
      </a>
    </main>
  );
}
