import { setTimeout as delay } from "node:timers/promises";
import { errorIn } from "../api/errors";
import type { ErrorShape } from "../api/operation";
import { onTheWire } from "../api/wire";
import type { Answer } from "../http/exchange";
import type { Holds } from "./holds";
import type { Effect, Fault, RawEffect } from "./plan";

export type Delivery =
  | { kind: "answer"; answer: Answer }
  | { kind: "cut"; answer?: Answer | undefined; sent: "nothing" | "half" }
  | { kind: "hang"; answer?: Answer | undefined }
  | { kind: "raw"; raw: RawEffect; answer?: Answer | undefined };

type Context = { holds: Holds; path: string; errors: ErrorShape; signal: AbortSignal };

const happensFirst = (effect: Effect) =>
  effect.type === "cut" ? effect.at !== "before" : "afterEffect" in effect && effect.afterEffect;

function statusAnswer(effect: Extract<Effect, { type: "status" }>, { errors, path }: Context): Answer {
  const answer = onTheWire(errorIn(errors, path, effect.status, "The sandbox was told to fail"));
  const retryAfter = effect.retryAfter === undefined ? {} : { "retry-after": String(effect.retryAfter) };
  return { ...answer, headers: { ...answer.headers, ...retryAfter } };
}

function spoil(effect: Effect, answer: Answer | undefined, context: Context): Delivery {
  switch (effect.type) {
    case "status":
      return { kind: "answer", answer: statusAnswer(effect, context) };
    case "cut":
      return { kind: "cut", answer, sent: effect.at === "body" ? "half" : "nothing" };
    case "hang":
      return { kind: "hang", answer };
    case "raw":
      return { kind: "raw", raw: effect, answer };
    default:
      return answer ? { kind: "answer", answer } : { kind: "hang" };
  }
}

/** Takes a request through its faults; `run` has the real effect and gives the real answer. */
export async function performWithFaults(
  faults: Fault[],
  run: () => Promise<Answer>,
  context: Context,
): Promise<Delivery> {
  const { holds, signal } = context;
  for (const { id, do: effect } of faults) {
    if (effect.type === "slow" && !effect.afterEffect) await delay(effect.ms, undefined, { signal });
    if (effect.type === "hold" && effect.at === "before") await holds.arrive(id);
  }
  const last = faults.map((fault) => fault.do).find((effect) => effect.type !== "slow" && effect.type !== "hold");
  if (last && !happensFirst(last)) return spoil(last, undefined, context);

  const answer = await run();
  for (const { id, do: effect } of faults) {
    if (effect.type === "slow" && effect.afterEffect) await delay(effect.ms, undefined, { signal });
    if (effect.type === "hold" && effect.at === "after") await holds.arrive(id);
  }
  return last ? spoil(last, answer, context) : { kind: "answer", answer };
}
