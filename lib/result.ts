import type { z } from "zod";
import { AppError, type AppErrorCode } from "./errors";

export type ActionResult<T> =
  | { ok: true; data: T }
  | { ok: false; code: AppErrorCode; message: string; fields?: Record<string, string[]> };

/** Foreseen failures become results; anything else keeps flying to error.tsx and the log. */
export async function asResult<T>(run: () => Promise<T>): Promise<ActionResult<T>> {
  try {
    return { ok: true, data: await run() };
  } catch (error) {
    if (error instanceof AppError) return { ok: false, code: error.code, message: error.message };
    throw error;
  }
}

export function invalidInput(error: z.ZodError): ActionResult<never> {
  const fields: Record<string, string[]> = {};
  for (const issue of error.issues) {
    const name = issue.path.join(".");
    fields[name] = [...(fields[name] ?? []), issue.message];
  }
  return { ok: false, code: "invalid_input", message: "Check the marked fields.", fields };
}
