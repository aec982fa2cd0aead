import { createHash } from "node:crypto";
import type { z } from "zod";
import type { PaymentAddresses } from "@/lib/env-payments";
import { noteExchange } from "../exchanges";
import { ProviderError } from "../provider-error";
import { parseLossless, tokenAnswer } from "./viva-wire";

export type VivaCredentials = { merchantId: string; apiKey: string; clientId: string; clientSecret: string };
export type VivaAddresses = PaymentAddresses["viva"]["live"];

type Method = "GET" | "POST" | "DELETE";

/** One account's two ways in: a token for payment orders and transactions, merchant id and API key for the older calls. */
export type VivaHttp = {
  withToken: <S extends z.ZodType>(method: Method, path: string, answer: S, body?: object) => Promise<z.output<S>>;
  withKey: <S extends z.ZodType>(method: Method, path: string, answer: S) => Promise<z.output<S>>;
  /** Asks for a token even where one is kept: whether the client's secret is still accepted. */
  checkToken: () => Promise<void>;
};

const TIMEOUT_MS = 10_000;
const LARGEST_ANSWER = 2_000_000;
const MOST_TOKENS = 1_000;

/** By account, under a hash: a token lives about an hour and asking for one is half of every call's time. */
const tokens = new Map<string, { token: string; until: number }>();

export function createVivaHttp(credentials: VivaCredentials, addresses: VivaAddresses): VivaHttp {
  const { merchantId, apiKey, clientId, clientSecret } = credentials;
  const slot = createHash("sha256").update([addresses.accounts, clientId, clientSecret].join("\n")).digest("hex");

  async function freshToken(): Promise<string> {
    const kept = tokens.get(slot);
    if (kept && kept.until > Date.now()) return kept.token;
    return newToken();
  }

  async function newToken(): Promise<string> {
    const { access_token: token, expires_in: seconds } = await send(
      `${addresses.accounts}/connect/token`,
      tokenAnswer,
      {
        method: "POST",
        headers: { authorization: basic(clientId, clientSecret), "content-type": "application/x-www-form-urlencoded" },
        body: "grant_type=client_credentials",
      },
    ).catch(asCredentials);
    if (tokens.size >= MOST_TOKENS) tokens.clear();
    tokens.set(slot, { token, until: Date.now() + Math.max(0, Number(seconds) - 60) * 1000 });
    return token;
  }

  return {
    async withToken(method, path, answer, body) {
      const once = async () =>
        send(addresses.api + path, answer, {
          method,
          headers: { authorization: `Bearer ${await freshToken()}`, "content-type": "application/json" },
          ...(body ? { body: JSON.stringify(body) } : {}),
        });
      try {
        return await once();
      } catch (error) {
        // A token that was withdrawn early: nothing has happened yet, so a second try with a new one is safe.
        if (!(error instanceof ProviderError) || error.kind !== "credentials" || !tokens.delete(slot)) throw error;
        return once();
      }
    },
    checkToken: async () => {
      await newToken();
    },
    withKey: (method, path, answer) =>
      send(addresses.web + path, answer, { method, headers: { authorization: basic(merchantId, apiKey) } }),
  };
}

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

async function send<S extends z.ZodType>(url: string, answer: S, init: RequestInit): Promise<z.output<S>> {
  const { status, text } = await exchange(url, init);
  if (status >= 400 && status !== 408 && status !== 429 && status < 500) throw refusal(status);
  if (status < 200 || status >= 300) throw unavailable(String(status));
  const parsed = answer.safeParse(parseLossless(text));
  if (!parsed.success) throw unavailable("unexpected answer");
  return parsed.data;
}

async function exchange(url: string, init: RequestInit): Promise<{ status: number; text: string }> {
  const begun = performance.now();
  const note = (status: number | null) =>
    noteExchange({
      ...{ method: init.method ?? "GET", path: new URL(url).pathname, status, requestId: null },
      durationMs: performance.now() - begun,
    });
  try {
    // No redirect: it would carry the credentials elsewhere.
    const response = await fetch(url, { ...init, redirect: "error", signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await capped(response);
    note(response.status);
    return { status: response.status, text };
  } catch (error) {
    note(null);
    if (error instanceof ProviderError) throw error;
    throw unavailable("no answer");
  }
}

async function capped(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > LARGEST_ANSWER) throw unavailable("too large an answer");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** A token endpoint says 400 (invalid_client) of an id or a secret that it does not accept, and there is nothing else in what it was asked. */
function asCredentials(error: unknown): never {
  throw error instanceof ProviderError && error.kind === "rejected" ? refusal(401) : error;
}

const unavailable = (code: string) =>
  new ProviderError("viva", "unavailable", "Viva Wallet does not answer right now.", code);

function refusal(status: number): ProviderError {
  const code = String(status);
  if (status === 401)
    return new ProviderError("viva", "credentials", "Viva Wallet does not accept the credentials.", code);
  if (status === 403)
    return new ProviderError("viva", "credentials", "Viva Wallet does not allow this for the account.", code);
  if (status === 404) return new ProviderError("viva", "not_found", "Viva Wallet does not know this.", code);
  return new ProviderError("viva", "rejected", "Viva Wallet declined this.", code);
}
