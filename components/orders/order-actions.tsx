"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { CopyIcon } from "@/components/ui/icons";
import { showToast } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import type { Region } from "@/lib/format";
import type { OrderActions as Allowed, LineLeft } from "@/lib/orders/order-view";
import type { ActionResult } from "@/lib/result";
import { CancelDialog } from "./cancel-dialog";
import { RefundDialog } from "./refund-dialog";
import { ResolveDialog } from "./resolve-dialog";

type OrderId = { orderId: string };
export type OrderVerbs = {
  retry: (input: OrderId) => Promise<ActionResult<null>>;
  cancel: (input: OrderId) => Promise<ActionResult<{ printed: boolean }>>;
  refund: (
    input: OrderId & { amountMinor?: number; line?: number; quantity?: number; reason: string },
  ) => Promise<ActionResult<{ amountMinor: number }>>;
  resolve: (input: OrderId & { note?: string }) => Promise<ActionResult<null>>;
  copy: (input: OrderId) => Promise<ActionResult<{ text: string }>>;
};

type OrderActionsProps = OrderId & {
  allowed: Allowed & { resolveFlag: boolean };
  onTill: boolean;
  lines: LineLeft[];
  currency: string;
  region: Region;
  verbs: OrderVerbs;
};

/** What a person can do about the order now. The server checks again. */
export function OrderActions({ orderId, allowed, onTill, lines, currency, region, verbs }: OrderActionsProps) {
  const [open, setOpen] = useState<"cancel" | "refund" | "resolve" | null>(null);
  const retry = useAction(verbs.retry);
  const copy = useAction(verbs.copy);
  const close = () => setOpen(null);
  const failure = retry.failure ?? copy.failure;

  const copyText = () =>
    copy.run({ orderId }, ({ text }) => {
      navigator.clipboard.writeText(text).then(
        () => showToast("Copied. It holds nothing of the guest."),
        () => showToast("Your browser did not allow copying.", "negative"),
      );
    });

  return (
    <div className="flex flex-wrap items-center gap-2" data-needs-script="">
      {(allowed.retryOrder || allowed.retryPayment) && (
        <Button
          variant="primary"
          pending={retry.pending}
          onClick={() => retry.run({ orderId }, () => showToast("On its way."))}
        >
          {allowed.retryOrder ? "Send again" : "Book the payment again"}
        </Button>
      )}
      {(allowed.resolve || allowed.resolveFlag) && <Button onClick={() => setOpen("resolve")}>Mark as resolved</Button>}
      {allowed.refundableMinor !== null && <Button onClick={() => setOpen("refund")}>Give money back</Button>}
      {allowed.cancel && (
        <Button variant="destructive-quiet" onClick={() => setOpen("cancel")}>
          Cancel order
        </Button>
      )}
      <Button pending={copy.pending} onClick={copyText}>
        <CopyIcon width="13" height="13" />
        Copy for support
      </Button>
      {failure && (
        <p role="alert" className="basis-full text-negative-ink text-sm">
          {failure}
        </p>
      )}
      <CancelDialog {...{ orderId, onTill }} open={open === "cancel"} onClose={close} cancel={verbs.cancel} />
      <ResolveDialog
        orderId={orderId}
        ends={allowed.resolve}
        open={open === "resolve"}
        onClose={close}
        resolve={verbs.resolve}
      />
      <RefundDialog
        {...{ orderId, lines, currency, region }}
        leftMinor={allowed.refundableMinor ?? 0}
        open={open === "refund"}
        onClose={close}
        refund={verbs.refund}
      />
    </div>
  );
}
