import { formatCount } from "@/lib/format";
import type { PointId } from "../document";
import {
  ask,
  at,
  behind,
  cause,
  ended,
  fine,
  isConnected,
  isLost,
  isYoung,
  likely,
  notConnected,
  on,
  open,
  openEntry,
  press,
  proven,
  reconnect,
  tell,
  unreachable,
} from "../findings";
import type { Finding, HelpEvidence } from "../help-types";
import { supportWords } from "../support-words";

type Look = (evidence: HelpEvidence) => Finding;
type Topic = "test-failing" | "business-missing" | "refresh-failed";

/** The Business ID may still be shown: the one of the sign-in before. */
const unread = ({ connection: { problem, business } }: HelpEvidence) =>
  business === null || problem?.code === "business_missing";

/** A list that was read and has nothing in it. */
const isEmpty = ({ connection: { businesses, businessesReadAt } }: HelpEvidence) =>
  businessesReadAt !== null && businesses.length === 0;

/** By Lightspeed's list of places, which is read daily. */
const inList = ({ connection: { businessesReadAt } }: HelpEvidence, seen: string) =>
  proven(seen, businessesReadAt, "link");

const failedParts = ({ connection: { test } }: HelpEvidence) =>
  test.results.filter(({ result }) => result === "failed");

/** Every part alike: no single permission explains it. */
function isShutOut(evidence: HelpEvidence): boolean {
  const { results } = evidence.connection.test;
  const refused = results.filter(({ result, message }) => result === "failed" && message.includes("(403)"));
  return refused.length > 1 && results.every(({ result }) => result !== "ok");
}

const testNow = press("test", "Test Connection");

export const connectingPoints: Record<Extract<PointId, `${Topic}.${string}`>, Look> = {
  "test-failing.token": (evidence) => {
    const stop = unreachable(evidence);
    if (stop) return stop;
    const { tokenLife } = evidence.connection;
    if (!tokenLife) return ended(evidence);
    if (Date.parse(tokenLife.expiresAt) > evidence.now.getTime())
      return fine(
        `The access token is good until ${at(evidence, tokenLife.expiresAt)}, and is renewed by itself before that.`,
      );
    return cause("The access token has expired and was not renewed.", reconnect(evidence));
  },
  "test-failing.last-checked": (evidence) => {
    const { lastChecked } = evidence.connection;
    const [failed] = failedParts(evidence);
    if (failed) {
      const say = isShutOut(evidence) ? behind : cause;
      return say(`${failed.capability}: ${failed.message} ${failed.remedy ?? ""}`.trim(), open("test"));
    }
    if (lastChecked?.error) {
      const say = unreachable(evidence) ? behind : cause;
      return say(`Lightspeed's last answer: ${lastChecked.error}`, testNow);
    }
    if (!lastChecked)
      return isConnected(evidence)
        ? ask("The connection was not tested since it was made.", "Does a test go through now?", testNow)
        : fine("There is nothing to test yet.");
    return proven(`Lightspeed answered in order ${on(evidence, lastChecked.at)}.`, lastChecked.at, "connection");
  },
  "test-failing.suspended": (evidence) => {
    const words = tell(
      supportWords(
        evidence,
        "Your API refuses every call of ours. Please tell us whether our account is active, and what to do if it is suspended.",
      ),
    );
    if (isShutOut(evidence))
      return cause(
        "Lightspeed refuses every part of the test alike (403), which no single permission explains: the account is suspended, or the user who signed in has lost its rights.",
        words,
      );
    if (!isConnected(evidence)) return fine("Whether the account is active shows once you connect.");
    const { lastChecked } = evidence.connection;
    if (lastChecked?.ok)
      return proven("Lightspeed answers for this account, so it is active.", lastChecked.at, "connection");
    return ask(
      "Lightspeed does not tell us whether an account is suspended.",
      "Can you sign in to the Lightspeed Back Office and open the till?",
      words,
    );
  },
  "test-failing.logs": (evidence) => newestFault(evidence, /^(Connect|Renew connection|Test connection|Settings|Any)$/),

  "business-missing.call-failed": (evidence) => {
    if (!isConnected(evidence)) return notConnected(evidence);
    if (!unread(evidence)) return inList(evidence, `The Business ID is ${evidence.connection.business?.id}.`);
    const say = isLost(evidence) || isEmpty(evidence) ? behind : cause;
    return say(
      "Signing in worked, but Lightspeed's list of businesses could not be read.",
      press("read-businesses", "Read the list again"),
    );
  },
  "business-missing.reconnect": (evidence) => {
    if (isLost(evidence)) return ended(evidence);
    return unread(evidence) && isConnected(evidence)
      ? behind("Signing in again reads the list once more.", reconnect(evidence))
      : inList(evidence, "The list of businesses was read after the last sign-in.");
  },
  "business-missing.no-business": (evidence) => {
    const { businesses } = evidence.connection;
    if (!isConnected(evidence)) return fine("Which businesses the account has shows once you connect.");
    const words = tell(
      supportWords(evidence, "The API lists no business for our account. Please activate our business or tell us why."),
    );
    if (isEmpty(evidence)) return cause("Lightspeed answered, and shows no active business for this account.", words);
    if (!unread(evidence))
      return inList(evidence, `Lightspeed shows ${formatCount(businesses.length, "business", "businesses")}.`);
    return ask(
      "The list of businesses was not read since the last sign-in.",
      "Does the Lightspeed Back Office show your business when you sign in there?",
      words,
    );
  },

  "refresh-failed.revoked": (evidence) => {
    const stop = unreachable(evidence);
    if (stop) return stop;
    const { problem, lastChecked } = evidence.connection;
    if (problem?.code === "client_refused")
      return fine("It is not our permission that Lightspeed refuses, but Upvendo's own client.");
    if (problem?.code !== "refresh_failing")
      return proven("Lightspeed accepted the last renewal.", lastChecked?.at ?? null, "connection");
    const since = `Lightspeed has not answered since ${at(evidence, problem.since)} when the connection was to be renewed.`;
    if (isYoung(evidence, problem.since, 1))
      return cause(`${since} We keep trying by ourselves; a test tries at once.`, testNow);
    return cause(
      since,
      tell(
        supportWords(evidence, "Your token endpoint has not answered us for more than an hour. Please look into it."),
      ),
    );
  },
  "refresh-failed.reconnect": (evidence) =>
    isLost(evidence)
      ? behind("Signing in again gives Upvendo a new permission. Your location links are kept.", reconnect(evidence))
      : fine("Nothing has to be signed in again now."),
  "refresh-failed.client": (evidence) =>
    evidence.connection.problem?.code === "client_refused"
      ? cause(
          "Lightspeed rejects Upvendo's own client ID or secret. Your sign-in is not the cause; Upvendo support must look.",
          tell(
            supportWords(
              evidence,
              "Your token endpoint answers invalid_client to our client ID. Please check our API client.",
            ),
          ),
        )
      : fine("Lightspeed does not complain about Upvendo's client ID and secret."),
};

/** The newest warning or error about these operations. A log tells what happened and not why, so a person judges it. */
export function newestFault(evidence: HelpEvidence, about: RegExp): Finding {
  const newest = evidence.faults.find(({ operation }) => about.test(operation));
  const checked = evidence.connection.lastChecked;
  if (!newest) return fine("The integration log has no warning and no error about this.");
  if (checked?.ok && checked.at > newest.lastAt)
    return fine(`The last fault in the log is older than the last good answer: ${newest.message}`);
  return likely(
    `${newest.operation}, ${on(evidence, newest.lastAt)}: ${newest.message}`,
    "Is this about something else?",
    openEntry(newest),
  );
}
