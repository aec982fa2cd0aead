import { randomUUID } from "node:crypto";
import type { Behaviour } from "../state/behaviour";
import { createDeliveryFaults, type DeliveryFaults } from "./delivery-faults";
import type { Endpoint } from "./endpoint";
import { post } from "./post";

export type Attempt = { at: string; status: number | null; error: string | null };

export type Sent = {
  seq: number;
  at: string;
  account: string;
  endpointId: string;
  url: string;
  type: string;
  status: string;
  reference: string | null;
  authorization: "basic" | "none";
  body: string;
  /** The seq of what it repeats. */
  copyOf: number | null;
  fault: string | null;
  outcome: "pending" | "held" | "delivered" | "lost" | "failed" | "refused";
  attempts: Attempt[];
};

export type Outgoing = {
  account: string;
  endpoint: Endpoint;
  type: string;
  status: string;
  reference: string | null;
  body: string;
  headers?: Record<string, string>;
  /** Made anew for every attempt: a signature with a time in it would be too old for a repeat. */
  sign?: (body: string) => Record<string, string>;
  behaviour: Pick<Behaviour, "webhookRetryMs" | "webhookTimeoutMs" | "webhookIdempotencyKey">;
};

export type Filter = Partial<Pick<Sent, "account" | "type" | "status" | "reference" | "outcome" | "endpointId">> & {
  since?: number | undefined;
};

export type Outbox = {
  send(outgoing: Outgoing): Sent;
  list(filter: Filter): Sent[];
  reached(filter: Filter, count: number, signal: AbortSignal): Promise<void>;
  /** Lets a held one go, or sends a finished one once more. False when there is none with this number. */
  release(seq: number): boolean;
  clear(): void;
  faults: DeliveryFaults;
};

type Entry = { sent: Sent; outgoing: Outgoing; key: string };

const KEPT = 5_000;
const filterKeys = ["account", "type", "status", "reference", "outcome", "endpointId"] as const;

function matches(sent: Sent, filter: Filter): boolean {
  return filterKeys.every((key) => (filter[key] ?? sent[key]) === sent[key]) && sent.seq > (filter.since ?? 0);
}

/**
 * Brings notifications to their endpoints, one after another for an endpoint, with a few retries that do not hold up
 * what comes after. What it sent is remembered while the sandbox runs; passwords are not.
 */
export function createOutbox(closing: AbortSignal): Outbox {
  const faults = createDeliveryFaults();
  const tails = new Map<string, Promise<void>>();
  const watchers = new Set<() => void>();
  const timers = new Set<NodeJS.Timeout>();
  let entries: Entry[] = [];
  let reordered: Entry[] = [];
  let seq = 0;
  closing.addEventListener("abort", () => {
    for (const timer of timers) clearTimeout(timer);
  });

  const tell = () => {
    for (const watcher of [...watchers]) watcher();
  };
  const later = (ms: number, run: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, ms);
    timers.add(timer);
  };
  const settle = (entry: Entry, outcome: Sent["outcome"]) => {
    entry.sent.outcome = outcome;
    tell();
  };
  const attempt = async (entry: Entry, number: number): Promise<void> => {
    if (closing.aborted) return;
    const result = await post(entry.outgoing, entry.key, closing);
    if (closing.aborted) return;
    entry.sent.attempts.push(result);
    if (result.status !== null && result.status >= 200 && result.status < 300) return settle(entry, "delivered");
    if (result.error === "not loopback") return settle(entry, "refused");
    const wait = entry.outgoing.behaviour.webhookRetryMs[number];
    if (wait === undefined) return settle(entry, "failed");
    tell();
    later(wait, () => void attempt(entry, number + 1));
  };
  const dispatch = (entry: Entry) => {
    const { account, endpointId } = entry.sent;
    const tail = `${account} ${endpointId}`;
    const done = (tails.get(tail) ?? Promise.resolve()).then(() => attempt(entry, 0));
    tails.set(tail, done);
    const waiting = reordered.filter(({ sent }) => sent.account === account);
    reordered = reordered.filter(({ sent }) => sent.account !== account);
    for (const other of waiting) {
      other.sent.outcome = "pending";
      dispatch(other);
    }
  };
  const remember = (outgoing: Outgoing, copyOf: number | null, key: string): Entry => {
    seq += 1;
    const { account, endpoint, type, status, reference, body } = outgoing;
    const sent: Sent = {
      seq,
      at: new Date().toISOString(),
      account,
      endpointId: endpoint.endpointId,
      url: endpoint.url,
      type,
      status,
      reference,
      authorization: endpoint.withBasicAuth ? "basic" : "none",
      body,
      copyOf,
      fault: null,
      outcome: "pending",
      attempts: [],
    };
    const entry = { sent, outgoing, key };
    entries.push(entry);
    if (entries.length > KEPT * 1.1) entries = entries.slice(-KEPT);
    return entry;
  };
  const applyFault = (entry: Entry): void => {
    const fault = faults.take(entry.sent);
    entry.sent.fault = fault?.do.type ?? null;
    if (!fault) dispatch(entry);
    else if (fault.do.type === "lose") settle(entry, "lost");
    else if (fault.do.type === "delay") later(fault.do.ms, () => dispatch(entry));
    else if (fault.do.type === "duplicate") {
      dispatch(entry);
      for (let copy = 0; copy < fault.do.copies; copy += 1) {
        dispatch(remember(entry.outgoing, entry.sent.seq, entry.key));
      }
    } else {
      if (fault.do.type === "reorder") reordered.push(entry);
      settle(entry, "held");
    }
  };
  const list = (filter: Filter) => entries.map(({ sent }) => sent).filter((sent) => matches(sent, filter));

  return {
    faults,
    list,
    send: (outgoing) => {
      const entry = remember(outgoing, null, randomUUID());
      applyFault(entry);
      tell();
      return entry.sent;
    },
    reached: (filter, count, signal) =>
      new Promise((resolve) => {
        const look = () => {
          if (list(filter).length < count && !signal.aborted) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        signal.addEventListener("abort", look, { once: true });
        look();
      }),
    release: (number) => {
      const entry = entries.find(({ sent }) => sent.seq === number);
      if (!entry) return false;
      reordered = reordered.filter((other) => other !== entry);
      const again = entry.sent.outcome !== "held";
      dispatch(again ? remember(entry.outgoing, number, entry.key) : entry);
      entry.sent.outcome = again ? entry.sent.outcome : "pending";
      return true;
    },
    clear: () => {
      entries = [];
    },
  };
}
