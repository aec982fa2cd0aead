import { z } from "zod";
import { defineTask } from "@/lib/jobs/task";

/** After a consent: the endpoint is registered by itself. */
export const prepareEndpointTask = defineTask({
  name: "webhooks.prepare",
  payload: z.object({ merchantId: z.uuid() }),
});

/** After a location was linked or unlinked: its place at Lightspeed follows. */
export const linkPlacesTask = defineTask({
  name: "webhooks.link-places",
  payload: z.object({ merchantId: z.uuid() }),
});

/** After a rotation, until the old one is taken out of Lightspeed. */
export const retireEndpointTask = defineTask({
  name: "webhooks.retire",
  payload: z.object({ merchantId: z.uuid(), id: z.uuid() }),
});

/** Regularly: does Lightspeed still have what we registered, and does every connected merchant have one? */
export const checkEndpointsTask = defineTask({ low: true, name: "webhooks.check", payload: z.object({}) });

/** Work on one merchant's endpoint is done one after the other. */
export const endpointQueue = (merchantId: string) => ({ serialKey: `webhooks:${merchantId}` });
