import { lookup as askDns, type LookupAddress } from "node:dns";
import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { LookupFunction } from "node:net";
import { isLoopbackAddress, isPublicAddress } from "./public-address";
import { checkWebhookAddress } from "./webhook-address";

export type WebhookAnswer = {
  ok: boolean;
  /** In the merchant's words. */
  detail: string;
  /** False: another try would end the same way. */
  worthAgain: boolean;
};

export type PostOptions = {
  loopback: boolean;
  timeoutMs?: number;
  resolve?: (host: string) => Promise<LookupAddress[]>;
};

class RefusedAddressError extends Error {
  override readonly name = "RefusedAddressError";
}

const failed = (detail: string, worthAgain = true): WebhookAnswer => ({ ok: false, detail, worthAgain });
const notPublic = () => failed("The address leads into a private network, which is not allowed.", false);

/**
 * One POST, and what came of it. The connection goes to the very addresses that were looked at, so that a name cannot lead
 * elsewhere a moment later; redirects are not followed, and nothing of the answer is read but its status.
 */
export async function postWebhook(
  address: string,
  { headers, body }: { headers: Record<string, string>; body: string },
  { loopback, timeoutMs = 10_000, resolve = resolveName }: PostOptions,
): Promise<WebhookAnswer> {
  const checked = checkWebhookAddress(address, { loopback });
  if (!checked.ok) return failed(checked.message, false);
  const { url } = checked;
  const lookup: LookupFunction = (host, options, callback) => {
    lookAt(host, loopback, resolve).then(
      (found) => {
        const [first] = found;
        if (options.all) callback(null, found);
        else callback(null, first?.address ?? "", first?.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };
  const signal = AbortSignal.timeout(timeoutMs);
  const send = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((done) => {
    const request = send(url, {
      ...{ method: "POST", agent: false, lookup, signal },
      headers: { ...headers, "content-type": "application/json", "content-length": Buffer.byteLength(body) },
    });
    request.on("response", (response) => {
      done(answerOf(response));
      // What is left of it is cut off, which would be an error for nobody.
      response.on("error", () => {}).destroy();
    });
    request.on("error", (error) => done(explain(error, signal.aborted, timeoutMs)));
    request.end(body);
  });
}

async function lookAt(host: string, loopback: boolean, resolve: (host: string) => Promise<LookupAddress[]>) {
  const found = await resolve(host);
  const good = found.every(({ address }) => isPublicAddress(address) || (loopback && isLoopbackAddress(address)));
  // One bad address among good ones is no accident.
  if (!good || found.length === 0) throw new RefusedAddressError(host);
  return found;
}

const resolveName = (host: string): Promise<LookupAddress[]> =>
  new Promise((done, fail) => {
    askDns(host, { all: true }, (error, found) => (error ? fail(error) : done(found)));
  });

function answerOf({ statusCode: status = 0 }: IncomingMessage): WebhookAnswer {
  if (status >= 200 && status < 300) return { ok: true, detail: `Taken (${status}).`, worthAgain: false };
  if (status >= 300 && status < 400)
    return failed(`It answered with a redirect (${status}), which is not followed. Enter the final address.`, false);
  if (status === 410) return failed("It answered that this address is gone (410).", false);
  return failed(`It answered ${status} instead of taking the notice.`);
}

function explain(error: NodeJS.ErrnoException, late: boolean, timeoutMs: number): WebhookAnswer {
  if (error instanceof RefusedAddressError) return notPublic();
  if (late) return failed(`No answer within ${timeoutMs / 1_000} seconds.`);
  if (error.code === "ENOTFOUND" || error.code === "EAI_AGAIN") return failed("The name in the address is not known.");
  return failed(`No connection (${error.code ?? "unknown"}).`);
}
