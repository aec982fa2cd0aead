import { AsyncLocalStorage } from "node:async_hooks";

/** One request to a provider and its answer: an address without its query, nothing of either body. */
export type Exchange = {
  method: string;
  path: string;
  /** Null where no answer came. */
  status: number | null;
  durationMs: number;
  /** By which the provider finds it in its own log. */
  requestId: string | null;
};

const listening = new AsyncLocalStorage<Exchange[]>();

/** Gathers what the providers' clients send during this work. Stripe's library is shared by all that use a key, so it is told apart by who waits. */
export const gatherExchanges = <T>(into: Exchange[], work: () => Promise<T>): Promise<T> => listening.run(into, work);

export function noteExchange({ path, durationMs, ...exchange }: Exchange): void {
  const [bare = ""] = path.split("?");
  listening.getStore()?.push({ ...exchange, path: bare, durationMs: Math.round(durationMs) });
}
