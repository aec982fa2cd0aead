"use client";

import { unstable_rethrow } from "next/navigation";
import { useState, useTransition } from "react";

type Result<T> = { ok: true; data: T } | { ok: false; message: string };

const NO_ANSWER = "No answer. Check your internet connection and try again.";

/** Runs a server action that answers with a result, and remembers the message of a refusal. */
export function useAction<Input, T>(action: (input: Input) => Promise<Result<T>>) {
  const [pending, startTransition] = useTransition();
  const [failure, setFailure] = useState<string | null>(null);

  function run(input: Input, onDone: (data: T) => void = () => {}) {
    setFailure(null);
    startTransition(async () => {
      const result = await action(input).catch((error: unknown) => {
        // "Signed out" and "not allowed" have pages of their own.
        unstable_rethrow(error);
        if (error instanceof TypeError) return { ok: false, message: NO_ANSWER } as const;
        throw error;
      });
      if (result.ok) onDone(result.data);
      else setFailure(result.message);
    });
  }

  return { run, pending, failure };
}
