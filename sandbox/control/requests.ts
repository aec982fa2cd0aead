import type { Context } from "hono";
import { z } from "zod";

/** A refusal that the caller of the control API can read. */
export class ControlError extends Error {
  constructor(
    readonly status: 400 | 404 | 409,
    message: string,
  ) {
    super(message);
    this.name = "ControlError";
  }
}

/** The JSON body, checked; an empty body counts as {}. */
export async function bodyOf<S extends z.ZodType>(c: Context, schema: S): Promise<z.output<S>> {
  const text = await c.req.text();
  let value: unknown;
  try {
    value = text === "" ? {} : JSON.parse(text);
  } catch {
    throw new ControlError(400, "the body is no JSON");
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new ControlError(400, z.prettifyError(parsed.error));
  return parsed.data;
}

export const waitSchema = z.object({
  atLeast: z.coerce.number().int().min(0).default(0),
  timeoutMs: z.coerce.number().int().min(0).max(60_000).default(20_000),
});

export function queryOf<S extends z.ZodType>(c: Context, schema: S): z.output<S> {
  const parsed = schema.safeParse(c.req.query());
  if (!parsed.success) throw new ControlError(400, z.prettifyError(parsed.error));
  return parsed.data;
}
