import { randomUUID } from "node:crypto";
import { readAnswer } from "./answer";
import { startDeadline } from "./deadline";
import { KSeriesAuthError, KSeriesNetworkError, KSeriesNotSentError, KSeriesResponseError } from "./errors";
import { BodyTooLargeError, type FetchLike, networkFailure, type Recorder, readCapped } from "./exchange";
import type { Operation } from "./operation";
import { type Arguments, type Call, prepare } from "./request";
import type { Traffic } from "./traffic";

const MAX_BODY_BYTES = 4 * 1024 * 1024;
const TIMEOUT_MS = 10_000;

export type TransportOptions = {
  baseUrl: string;
  /** `refused`: the token that was just answered with 401, so that the owner can refresh exactly that one. */
  getAccessToken: (options?: { refused: string }) => Promise<string>;
  fetch?: FetchLike;
  record?: Recorder;
  /** For each attempt; before the operation's own. */
  timeoutMs?: number;
  /** Retries, limits and circuit breakers, shared by the clients of a process. Without it a call is one attempt. */
  traffic?: Traffic;
  /** Whose limits in `traffic` these calls count against: one per connection. */
  key?: string;
  /** These calls find out whether the vendor answers: each is sent once, also where `traffic` holds others back. */
  probe?: boolean;
};

export type CallOptions = {
  /** Gives up at once; the promise rejects with the signal's reason. A write may still have arrived. */
  signal?: AbortSignal;
  timeoutMs?: number;
  /** To find the call again in logs; by default a new one. */
  correlationId?: string;
};

type Sending = { call: Call; settings: TransportOptions; limits: CallOptions; correlationId: string; attempt: number };

/** Sends one operation: bearer token, deadline, size cap, no redirects; a 401 costs one forced refresh and one retry. */
export async function send(
  settings: TransportOptions,
  name: string,
  operation: Operation,
  args: Arguments,
  limits: CallOptions = {},
): Promise<unknown> {
  limits.signal?.throwIfAborted();
  const call = prepare(name, operation, args);
  const correlationId = limits.correlationId ?? randomUUID();
  const sending: Sending = { call, settings, limits, correlationId, attempt: 1 };
  if (!settings.traffic) return exchange(sending);
  const journey = {
    operation: name,
    host: hostOf(settings.baseUrl),
    key: settings.key ?? "",
    repeatable: operation.repeatable,
    write: operation.method !== "GET",
    probe: settings.probe ?? false,
    ...(limits.signal ? { signal: limits.signal } : {}),
  };
  try {
    return await settings.traffic.run(journey, (attempt) => exchange({ ...sending, attempt }));
  } catch (error) {
    if (error instanceof KSeriesNotSentError)
      settings.record?.({ operation: name, status: null, durationMs: 0, correlationId, note: "not sent: held back" });
    throw error;
  }
}

const hosts = new Map<string, string>();

/** Asked before every call, and of a handful of addresses. */
function hostOf(baseUrl: string): string {
  const host = hosts.get(baseUrl) ?? new URL(baseUrl).host;
  hosts.set(baseUrl, host);
  return host;
}

async function exchange(sending: Sending): Promise<unknown> {
  const { call, settings } = sending;
  let token = await settings.getAccessToken();
  for (let isFirst = true; ; isFirst = false) {
    const { response, text } = await receive(sending, token);
    try {
      return readAnswer(call, response, text);
    } catch (error) {
      if (!isFirst || !(error instanceof KSeriesAuthError)) throw error;
      token = await settings.getAccessToken({ refused: token });
    }
  }
}

async function receive(sending: Sending, token: string): Promise<{ response: Response; text: string }> {
  const { settings, limits } = sending;
  const { name, operation, pathAndQuery } = sending.call;
  const note = startRecord(sending);
  const timeoutMs = limits.timeoutMs ?? settings.timeoutMs ?? operation.timeoutMs ?? TIMEOUT_MS;
  const deadline = startDeadline(timeoutMs, limits.signal);
  let status: number | null = null;
  try {
    const url = settings.baseUrl + pathAndQuery;
    const response = await (settings.fetch ?? fetch)(url, request(sending, token, deadline.signal));
    status = response.status;
    const text = await readCapped(response, operation.maxBytes ?? MAX_BODY_BYTES);
    note(status);
    return { response, text };
  } catch (error) {
    if (error instanceof BodyTooLargeError) {
      note(status, "answer too large");
      throw new KSeriesResponseError(name, error.message);
    }
    if (limits.signal?.aborted) {
      note(status, "given up by the caller");
      throw limits.signal.reason;
    }
    const { reason, mayHaveArrived } = networkFailure(error);
    note(status, reason);
    throw new KSeriesNetworkError(name, reason, { mayHaveArrived });
  } finally {
    deadline.end();
  }
}

function startRecord({ call: { name }, settings, correlationId, attempt }: Sending) {
  const started = performance.now();
  return (status: number | null, note?: string) =>
    settings.record?.({
      operation: name,
      status,
      // Never 0, which is what was not sent took.
      durationMs: Math.ceil(performance.now() - started),
      correlationId,
      ...(attempt > 1 ? { attempt } : {}),
      ...(note ? { note } : {}),
    });
}

function request(
  { call: { operation, body }, correlationId }: Sending,
  token: string,
  signal: AbortSignal,
): RequestInit {
  const headers: Record<string, string> = {
    accept: "application/json, application/hal+json",
    authorization: `Bearer ${token}`,
    "x-correlation-id": correlationId,
  };
  if (body !== undefined) headers["content-type"] = "application/json";
  return {
    method: operation.method,
    headers,
    redirect: "manual", // a token is never carried to an address that an answer names
    signal,
    ...(body === undefined ? {} : { body }),
  };
}
