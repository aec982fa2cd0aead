import { z } from "zod";
import { defineOperation } from "../operation";
import { accepted, atLocation } from "./common";

export const messages = {
  /** Kept up to 24 hours for a till that is offline; nothing reports whether it was seen. */
  print: defineOperation({
    method: "POST",
    path: "/o/op/1/printMsg",
    scope: "orders-api",
    repeatable: false, // it would be shown twice
    query: atLocation,
    body: z.strictObject({ message: z.string().min(1), alsoToPrinter: z.boolean().optional() }),
    response: accepted,
  }),
};
