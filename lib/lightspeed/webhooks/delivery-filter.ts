import { z } from "zod";
import type { DeliveryFilter } from "@/db/queries/webhook-events";
import { webhookEventStatuses } from "@/db/schema";

const word = z.string().min(1).max(100).optional();

/** Which deliveries, as an address or a form says it; times in ISO 8601. */
export const deliveryFilterSchema = z.object({
  type: word,
  status: z.enum(webhookEventStatuses).optional(),
  verdict: z.enum(["verified", "unverified"]).optional(),
  reference: word,
  businessLocationId: z
    .string()
    .regex(/^\d{1,19}$/)
    .optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
});

export type DeliveryFilterInput = z.input<typeof deliveryFilterSchema>;

export function toDeliveryFilter({ verdict, from, to, ...rest }: DeliveryFilterInput): DeliveryFilter {
  return {
    ...rest,
    verified: verdict === undefined ? undefined : verdict === "verified",
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
  };
}
