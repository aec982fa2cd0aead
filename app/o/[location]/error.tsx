"use client";

import { guestButton } from "@/components/guest/guest-button";

/** Nothing of the back office: a guest has no support to call and no Home to go to. */
export default function GuestErrorPage({ error }: { error: Error & { digest?: string } }) {
  return (
    <main className="mx-auto grid w-full max-w-2xl gap-4 px-4 py-16">
      <h1 className="font-semibold text-2xl">Something went wrong on our side</h1>
      <p className="text-base text-muted">
        Please try again, or order with the staff. If you have just ordered, look at your order before you order again:
        nothing is ordered or charged twice.
      </p>
      {error.digest && <p className="text-muted text-sm">Code for the restaurant: {error.digest}</p>}
      <button type="button" onClick={() => window.location.reload()} className={guestButton()}>
        Try again
      </button>
    </main>
  );
}
