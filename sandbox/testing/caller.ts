import { parse } from "lossless-json";
import { withDigits } from "./samples";
import type { TestAccount, TestSandbox } from "./sandbox";

export type Called = { status: number; text: string; body: never; ms: number };

/** Calls the API in an account's name; bodies are read and written without losing a digit. */
export async function callerFor(sandbox: TestSandbox, account: TestAccount) {
  const tokens = await sandbox.control<{ access_token: string }>("POST", `/accounts/${account.accountId}/tokens`, {});
  const headers = { authorization: `Bearer ${tokens.access_token}` };
  const call = async (method: string, path: string, body?: unknown): Promise<Called> => {
    const started = performance.now();
    const payload = body === undefined ? {} : { body: withDigits(body) };
    const response = await fetch(sandbox.url + path, { method, headers, ...payload });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    return {
      status: response.status,
      text,
      body: (isJson ? parse(text) : text) as never,
      ms: performance.now() - started,
    };
  };
  return call;
}

export type Caller = Awaited<ReturnType<typeof callerFor>>;
export const locationOf = (account: TestAccount, index = 0) =>
  account.businesses.flatMap(({ locations }) => locations)[index]?.id ?? "";
