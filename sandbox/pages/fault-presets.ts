import type { z } from "zod";
import type { newFaultSchema } from "../faults/plan";
import type { notificationFaultSchema } from "../webhooks/delivery-faults";

type Preset = { label: string; operation?: "token" | "orders"; do: z.input<typeof newFaultSchema>["do"] };

/** The panel's buttons; the control API has everything else. */
export const faultPresets: Record<string, Preset> = {
  slow: { label: "Slow, 3 seconds", do: { type: "slow", ms: 3_000 } },
  "too-many": { label: "429, retry after 10 s", do: { type: "status", status: 429, retryAfter: 10 } },
  broken: { label: "500", do: { type: "status", status: 500 } },
  unavailable: { label: "503", do: { type: "status", status: 503 } },
  "cut-before": { label: "Cut before the answer", do: { type: "cut", at: "before" } },
  "cut-body": { label: "Cut in the middle of the answer", do: { type: "cut", at: "body" } },
  "cut-after": { label: "Do it, but lose the answer", do: { type: "cut", at: "after" } },
  hang: { label: "Never answer", do: { type: "hang" } },
};

/** Always for the token endpoint, whatever operation is chosen. */
export const hostilePresets: Record<string, Preset> = {
  html: {
    label: "Token answer: an HTML page",
    operation: "token",
    do: { type: "raw", headers: { "content-type": "text/html" }, body: "<h1>Maintenance</h1>" },
  },
  "error-200": {
    label: "Token answer: an error with status 200",
    operation: "token",
    do: { type: "raw", headers: { "content-type": "application/json" }, body: '{"error":"invalid_grant"}' },
  },
  large: {
    label: "Token answer: 10 MB",
    operation: "token",
    do: {
      type: "raw",
      headers: { "content-type": "application/json" },
      body: '{"access_token":"',
      repeat: { text: "x", bytes: 10_000_000 },
    },
  },
  endless: {
    label: "Token answer: without end",
    operation: "token",
    do: {
      type: "raw",
      headers: { "content-type": "application/json" },
      body: "{",
      endless: { text: " ", everyMs: 200 },
    },
  },
};

/** Whatever the notification is about. */
export const notificationPresets: Record<string, { label: string; do: z.input<typeof notificationFaultSchema>["do"] }> =
  {
    "notice-twice": { label: "Twice", do: { type: "duplicate", copies: 1 } },
    "notice-late": { label: "Late, by 10 seconds", do: { type: "delay", ms: 10_000 } },
    "notice-order": { label: "Out of order", do: { type: "reorder" } },
    "notice-never": { label: "Never", do: { type: "lose" } },
  };

/** An order's notification overtakes the answer to the order itself. */
export const overtakingPreset: Record<string, Preset> = {
  "notice-first": {
    label: "Before the answer to the order",
    operation: "orders",
    do: { type: "slow", ms: 3_000, afterEffect: true },
  },
};
