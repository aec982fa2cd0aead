import { z } from "zod";

/** What the addresses beside the page are asked with: a version of a menu and, mostly, a place in it. */
const query = z.object({
  version: z.uuid(),
  at: z
    .string()
    .regex(/^\d{1,6}(\.\d{1,6}){0,40}$/)
    .optional(),
  /** Whose people's way of writing amounts. */
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .default("GB"),
  size: z.enum(["small", "large"]).default("small"),
});

export function readVersionRequest(request: Request) {
  const parsed = query.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  return parsed.success ? parsed.data : null;
}

export const nothingThere = () => Response.json({ error: "not_found" }, { status: 404 });
