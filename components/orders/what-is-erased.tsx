export function WhatIsErased() {
  return (
    <div className="grid gap-2 text-muted text-sm text-pretty">
      <p>
        Erased for good: name, e-mail, phone, address and note, also where they stand in the timeline, in Lightspeed's
        messages, in reasons of refunds and in notices that wait to be sent.
      </p>
      <p>
        Kept: what was ordered, the amounts, the payments and the references, without the guest. The fiscal receipt is
        the till's, and what the till and the payment provider know of the guest has to be erased there.
      </p>
    </div>
  );
}
