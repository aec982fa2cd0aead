import { timeOrderedId } from "@/lib/time-ordered-id";
import { createCredentialCheck, type WebhookCredentials } from "./credentials";
import type { Intake } from "./intake";
import { keptHeaders } from "./kept-headers";
import { BODY_LIMIT, type ReadBody } from "./read-body";
import { readNotification } from "./read-notification";
import type { RefusalCounter } from "./refusal-counter";

export type Delivery = {
  /** From the path; null on the plain one. */
  endpointId: string | null;
  headers: Iterable<[string, string]>;
  /** Called once, and only when the headers were found right. */
  read: () => Promise<ReadBody>;
};

const answers = {
  stored: { status: 200, headers: {} },
  malformed: { status: 400, headers: {} },
  unauthorized: { status: 401, headers: { "WWW-Authenticate": 'Basic realm="webhooks"' } },
  wrong_method: { status: 405, headers: { Allow: "POST" } },
  too_slow: { status: 408, headers: {} },
  too_large: { status: 413, headers: {} },
  unsupported: { status: 415, headers: { "Accept-Encoding": "identity" } },
  unavailable: { status: 503, headers: { "Retry-After": "5" } },
} as const;

export type Outcome = keyof typeof answers;
export type Answer = { status: number; headers: Record<string, string> };

export type Receiver = {
  /** Checks who sent it and stores it; all else is the worker's. */
  receive: (delivery: Delivery) => Promise<Answer>;
  refuse: (reason: "wrong_method") => Answer;
  warm: () => Promise<void>;
  close: () => Promise<void>;
};

type Parts = { credentials: WebhookCredentials | null; intake: Intake; refusals: RefusalCounter };

export function createReceiver({ credentials, intake, refusals }: Parts): Receiver {
  const isFromVendor = credentials && createCredentialCheck(credentials);
  const answer = (outcome: Outcome): Answer => {
    if (outcome !== "stored") refusals.count(outcome);
    return answers[outcome];
  };

  async function decide({ endpointId, headers, read: readText }: Delivery): Promise<Outcome> {
    const sent = new Map(headers);
    // Without configured credentials an endpoint id must speak for it, on the path or in the body.
    const verified = isFromVendor?.(sent.get("authorization") ?? null) ?? false;
    if (isFromVendor && !verified) return "unauthorized";
    if (endpointId !== null && !isEndpointId(endpointId)) return "unauthorized";
    if (!isPlain(sent)) return "unsupported";
    if (Number(sent.get("content-length")) > BODY_LIMIT) return "too_large";
    const read = await readText();
    if ("fault" in read) return read.fault;
    const facts = readNotification(read.text);
    if (!facts) return "malformed";

    const named = endpointId ?? (isEndpointId(facts.endpointId) ? facts.endpointId : null);
    if (!verified && named === null) return "unauthorized";
    const delivery = {
      ...facts,
      id: timeOrderedId(),
      endpointId: named,
      verified,
      idempotencyKey: sent.get("x-lightspeed-idempotency-key")?.slice(0, 200) ?? null,
      headers: keptHeaders(sent),
      body: read.text,
    };
    if (await intake.store(delivery)) return "stored";
    // An id in the body that is none of ours is the sender's business as long as the credentials are right.
    if (verified && endpointId === null) {
      return (await intake.store({ ...delivery, endpointId: null })) ? "stored" : "unauthorized";
    }
    return "unauthorized";
  }

  return {
    receive: async (delivery) => {
      try {
        return answer(await decide(delivery));
      } catch {
        // Not stored, or not known to be: the sender must come again.
        return answer("unavailable");
      }
    },
    refuse: answer,
    // A database that is away is no reason not to start.
    warm: () => intake.warm().catch(() => {}),
    close: async () => {
      await refusals.close();
      await intake.close();
    },
  };
}

const isEndpointId = (id: string | null): boolean => id !== null && /^[\w-]{16,128}$/.test(id);

/** No compression, and no character set but UTF-8, which JSON is always in. */
function isPlain(headers: Map<string, string>): boolean {
  const encoding = headers.get("content-encoding")?.trim().toLowerCase() ?? "identity";
  const charset = /charset\s*=\s*"?([^";\s]+)/i.exec(headers.get("content-type") ?? "")?.[1]?.toLowerCase();
  return encoding === "identity" && (charset === undefined || charset === "utf-8" || charset === "utf8");
}
