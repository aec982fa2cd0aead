import { z } from "zod";
import { nextNumber } from "../till/till-state";
import { apiError } from "./errors";
import type { Operation } from "./operation";
import { optional } from "./wire";

const bodySchema = z.object({ message: z.string().min(1), alsoToPrinter: optional(z.boolean()) });

export const messages: Operation[] = [
  {
    id: "printMessage",
    kind: "messages",
    method: "POST",
    path: "/o/op/1/printMsg",
    scope: "orders-api",
    errors: "ordering",
    about: "location-in-query",
    handle: (call) => {
      const parsed = bodySchema.safeParse(call.body);
      if (!parsed.success) return apiError(call.path, 400, "message must not be empty");
      const site = call.site();
      const id = String(nextNumber(site.till, "messages"));
      const { message: text, alsoToPrinter = false } = parsed.data;
      site.till.messages.set(id, { id, text, alsoToPrinter, sentAt: call.now });
      site.changed();
      call.world.engine.wake(site);
      return { status: 200, body: { status: "ok" } };
    },
  },
];
