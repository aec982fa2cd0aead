import type { VivaAccount } from "./accounts";

const loopback = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/;

/** An address counts once it shows the account's own key to a GET. Null when it does, else why not. */
export async function acceptWebhookUrl(account: VivaAccount, url: string): Promise<string | null> {
  if (!URL.canParse(url) || !loopback.test(new URL(url).hostname)) return "The sandbox only calls this machine.";
  try {
    const answer = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(5_000) });
    const body: unknown = await answer.json();
    const key = typeof body === "object" && body !== null && "Key" in body ? body.Key : null;
    return key === account.verificationKey ? null : "The address did not answer with this account's key.";
  } catch {
    return "The address did not answer.";
  }
}
