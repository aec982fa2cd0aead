import { type ConnectOutcomeCode, connectOutcomes } from "@/lib/lightspeed/connection/connect-outcomes";
import type { PointId } from "../document";
import { ask, at, cause, fine, isConnected, likely, on, open, reconnect, tell } from "../findings";
import type { Finding, HelpEvidence } from "../help-types";
import { supportWords } from "../support-words";

type Look = (evidence: HelpEvidence) => Finding;
type Topic = "oauth-failed" | "state-errors";

const TEN_MINUTES_MS = 600_000;

/** How the newest sign-in ended, where it did not connect; null also while it may still come back. */
function failure({ signIn, now }: HelpEvidence): ConnectOutcomeCode | "not_back" | null {
  if (!signIn || signIn.outcome === "connected" || signIn.outcome === "choose_business") return null;
  const underWay = signIn.outcome === "not_back" && now.getTime() - Date.parse(signIn.at) < TEN_MINUTES_MS;
  return underWay ? null : signIn.outcome;
}

const among = (evidence: HelpEvidence, ...codes: (ConnectOutcomeCode | "not_back")[]) => {
  const code = failure(evidence);
  return code !== null && codes.includes(code);
};

/** What became of it, as the page said then. */
function told({ signIn, ...rest }: HelpEvidence): string {
  if (!signIn || signIn.outcome === "not_back")
    return `Somebody went to Lightspeed to sign in ${on({ signIn, ...rest }, signIn?.at ?? null)} and was not sent back.`;
  const { message } = connectOutcomes[signIn.outcome];
  return `At ${at({ signIn, ...rest }, signIn.at)}: ${message}`;
}

/** The business may still be shown: the one of the sign-in before. */
const isKnown = ({ connection: { business, problem } }: HelpEvidence) =>
  business !== null && problem?.code !== "business_missing";

const again = (evidence: HelpEvidence): Finding => cause(told(evidence), reconnect(evidence));

/** A sign-in that Lightspeed stopped, or that it did not accept: it does not say which of three reasons it was. */
const isStopped = (evidence: HelpEvidence) => among(evidence, "not_back", "exchange_refused", "business_missing");

export const signingInPoints: Record<Extract<PointId, `${Topic}.${string}`>, Look> = {
  "oauth-failed.k-series": (evidence) => {
    if (among(evidence, "business_taken")) return again(evidence);
    const words = tell(
      supportWords(
        evidence,
        "Please tell us whether our account is Lightspeed Restaurant K-Series, and if not, how we can move to it.",
      ),
    );
    const question = "Does the Lightspeed Back Office say “Restaurant” and “K-Series”?";
    if (isKnown(evidence)) return fine("A K-Series business answered at the last sign-in.");
    if (isStopped(evidence))
      return likely(`${told(evidence)} That happens with accounts of L-Series (retail) and R-Series.`, question, words);
    return ask(
      "Only Restaurant K-Series can be connected. L-Series (retail) and R-Series (older restaurant) cannot.",
      question,
      words,
    );
  },
  "oauth-failed.admin": (evidence) => {
    if (among(evidence, "no_permission"))
      return cause(`${told(evidence)} An owner or manager of your team must sign in.`, open("members"));
    const words = tell(
      supportWords(
        evidence,
        "Please tell us who the admin or owner of our account is, or make our user an admin, so that we can give Upvendo permission.",
      ),
    );
    const question = "Is the Lightspeed user you sign in with an admin or owner?";
    if (among(evidence, "denied") || (isStopped(evidence) && !isKnown(evidence)))
      return likely(told(evidence), question, words);
    if (isConnected(evidence)) return fine("The user of the last sign-in was allowed to give Upvendo permission.");
    return ask("Lightspeed lets only admins and owners give Upvendo permission.", question, words);
  },
  "oauth-failed.redirect-uri": (evidence) => {
    const { connectedAt, redirectUri } = evidence.connection;
    if (among(evidence, "client_refused"))
      return cause(
        `${told(evidence)} Upvendo support must look.`,
        tell(supportWords(evidence, "Your token endpoint answers invalid_client to our client ID. Please check it.")),
      );
    const words = tell(
      supportWords(
        evidence,
        "Lightspeed says that the redirect URI does not match. Please compare the one registered for Upvendo with the one below, character for character.",
      ),
    );
    const question = "Did Lightspeed's page come up without the words “redirect URI”?";
    if (connectedAt) return fine(`Lightspeed sent you back to ${redirectUri} before, so it is registered.`);
    if (isStopped(evidence)) return likely(`${told(evidence)} Upvendo uses exactly ${redirectUri}`, question, words);
    return ask(`Upvendo uses exactly ${redirectUri}`, question, words);
  },
  "oauth-failed.cache": (evidence) => {
    if (
      among(evidence, "expired", "replaced", "wrong_session", "not_signed_in", "invalid_state", "wrong_environment") ||
      among(evidence, "no_answer", "answer_unusable")
    )
      return again(evidence);
    if (isConnected(evidence)) return fine("The last sign-in was finished in a browser.");
    return ask(
      "An old page of Lightspeed's sign-in in the browser can stand in the way.",
      "Did it fail again in a private window?",
      reconnect(evidence),
    );
  },

  "state-errors.ten-minutes": (evidence) => {
    if (among(evidence, "expired")) return again(evidence);
    return fine(
      evidence.connection.status === "connecting"
        ? "A sign-in is open now. It must be finished within 10 minutes."
        : "No sign-in has run out of its 10 minutes since.",
    );
  },
  "state-errors.stale-state": (evidence) =>
    among(evidence, "invalid_state", "wrong_session", "not_signed_in", "wrong_environment")
      ? again(evidence)
      : fine("Since the last sign-in no answer had to be refused."),
  "state-errors.one-flow": (evidence) => {
    if (among(evidence, "replaced")) return again(evidence);
    if (evidence.connection.status === "connecting")
      return cause("Somebody of your team is at Lightspeed's sign-in. The newer one ends the older.", open("connect"));
    return fine("Nobody else is at Lightspeed's sign-in.");
  },
};
