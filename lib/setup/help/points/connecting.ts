import { lostWords } from "../../lost-words";
import type { PointId } from "../document";
import {
  ask,
  at,
  cause,
  fine,
  isConnected,
  logged,
  notConnected,
  open,
  reconnect,
  SETTINGS,
  STATUS,
  tell,
} from "../findings";
import type { Finding, HelpEvidence } from "../help-types";
import { supportWords } from "../support-words";

type Look = (evidence: HelpEvidence) => Finding;
type Topic = "oauth-failed" | "test-failing" | "business-missing" | "refresh-failed" | "state-errors";

const ended = ({ connection }: HelpEvidence) => cause(lostWords(connection), { kind: "reconnect", label: "Reconnect" });
const lost = ({ connection: { status } }: HelpEvidence) => status === "needs_reauthorization";
/** The Business ID may still be shown: the one of the sign-in before. */
const unread = ({ connection: { problem } }: HelpEvidence) => problem?.code === "business_missing";

export const connectingPoints: Record<Extract<PointId, `${Topic}.${string}`>, Look> = {
  "oauth-failed.k-series": (evidence) =>
    evidence.connection.business && !unread(evidence)
      ? fine("A K-Series business answered at the last sign-in.")
      : ask(
          "Only Restaurant K-Series can be connected. L-Series (retail) and R-Series (older restaurant) cannot.",
          "Does the Lightspeed Back Office say “Restaurant” and “K-Series”?",
          tell(
            supportWords(
              evidence,
              "Please tell us whether our account is Lightspeed Restaurant K-Series, and if not, how we can move to it.",
            ),
          ),
        ),
  "oauth-failed.admin": (evidence) => {
    const denied = logged(evidence, /not allow|denied|refuse|403/i);
    return ask(
      denied ? `The log says: ${denied.message}` : "Lightspeed lets only admins and owners give Upvendo permission.",
      "Is the Lightspeed user you sign in with an admin or owner?",
      tell(
        supportWords(
          evidence,
          "Please tell us who the admin or owner of our account is, or make our user an admin, so that we can give Upvendo permission.",
        ),
      ),
    );
  },
  "oauth-failed.redirect-uri": (evidence) =>
    evidence.connection.connectedAt
      ? fine(`Lightspeed sent you back to ${evidence.connection.redirectUri} before, so it is registered.`)
      : ask(
          `Upvendo uses exactly ${evidence.connection.redirectUri}`,
          "Did Lightspeed's page come up without the words “redirect URI”?",
          tell(
            supportWords(
              evidence,
              "Lightspeed says that the redirect URI does not match. Please compare the one registered for Upvendo with the one below, character for character.",
            ),
          ),
        ),
  "oauth-failed.cache": (evidence) =>
    isConnected(evidence)
      ? fine("The last sign-in was finished in a browser.")
      : ask(
          "An old page of Lightspeed's sign-in in the browser can stand in the way.",
          "Did it fail again in a private window?",
          reconnect(evidence),
        ),

  "test-failing.token": (evidence) => {
    if (lost(evidence)) return ended(evidence);
    const { tokenLife } = evidence.connection;
    if (!tokenLife) return notConnected(evidence);
    if (Date.parse(tokenLife.expiresAt) > evidence.now.getTime())
      return fine(
        `The access token is good until ${at(evidence, tokenLife.expiresAt)}, and is renewed by itself before that.`,
      );
    return cause("The access token has expired and was not renewed.", { kind: "reconnect", label: "Reconnect" });
  },
  "test-failing.last-checked": (evidence) => {
    const { lastChecked, test } = evidence.connection;
    const failed = test.results.find(({ result }) => result === "failed");
    if (failed)
      return cause(
        `${failed.capability}: ${failed.message} ${failed.remedy ?? ""}`.trim(),
        open(`${STATUS}#test`, "Connection test"),
      );
    if (lastChecked?.error)
      return cause(`Lightspeed's last answer: ${lastChecked.error}`, {
        ...{ kind: "do", repair: "test", label: "Test Connection" },
      });
    if (!lastChecked)
      return cause("The connection was never checked.", { kind: "do", repair: "test", label: "Test Connection" });
    return fine(`Lightspeed answered in order at ${at(evidence, lastChecked.at)}.`);
  },
  "test-failing.suspended": (evidence) =>
    evidence.connection.lastChecked?.ok
      ? fine("Lightspeed answers for this account, so it is active.")
      : ask(
          "Lightspeed does not tell us whether an account is suspended.",
          "Can you sign in to the Lightspeed Back Office and open the till?",
          tell(
            supportWords(evidence, "Please tell us whether our account is active, and what to do if it is suspended."),
          ),
        ),
  "test-failing.logs": (evidence) => newestFault(evidence, /^(Connect|Renew connection|Settings|Any)$/),

  "business-missing.call-failed": (evidence) => {
    if (!isConnected(evidence)) return notConnected(evidence);
    if (lost(evidence)) return ended(evidence);
    if (evidence.connection.business && !unread(evidence))
      return fine(`The Business ID is ${evidence.connection.business.id}.`);
    return cause("Signing in worked, but Lightspeed's list of businesses could not be read.", {
      ...{ kind: "do", repair: "read-businesses", label: "Read the list again" },
    });
  },
  "business-missing.reconnect": (evidence) =>
    evidence.connection.business && !unread(evidence)
      ? fine("The list of businesses was read after the last sign-in.")
      : cause("Signing in again reads the list once more.", reconnect(evidence)),
  "business-missing.no-business": (evidence) =>
    evidence.connection.businesses.length > 0 && !unread(evidence)
      ? fine(`Lightspeed shows ${evidence.connection.businesses.length === 1 ? "1 business" : "several businesses"}.`)
      : ask(
          "Lightspeed shows no active business for this account.",
          "Does the Lightspeed Back Office show your business when you sign in there?",
          tell(
            supportWords(
              evidence,
              "The API lists no business for our account. Please activate our business or tell us why.",
            ),
          ),
        ),

  "refresh-failed.revoked": (evidence) => {
    if (lost(evidence)) return ended(evidence);
    if (!isConnected(evidence)) return notConnected(evidence);
    if (evidence.connection.problem?.code === "refresh_failing")
      return ask(
        "Lightspeed did not answer when the connection was to be renewed. We keep trying by ourselves.",
        "Has this lasted for less than an hour?",
        tell(
          supportWords(evidence, "Your token endpoint has not answered us for more than an hour. Please look into it."),
        ),
      );
    return fine("Lightspeed accepted the last renewal.");
  },
  "refresh-failed.reconnect": (evidence) =>
    lost(evidence) ? ended(evidence) : fine("Nothing has to be signed in again now."),
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

  "state-errors.ten-minutes": (evidence) => {
    if (evidence.connection.status === "connecting")
      return cause("A sign-in is open now. It must be finished within 10 minutes.", open(SETTINGS, "Settings"));
    return isConnected(evidence)
      ? fine("No sign-in is open.")
      : ask("A sign-in ends after 10 minutes.", "Did it take less than 10 minutes?", reconnect(evidence));
  },
  "state-errors.stale-state": (evidence) => {
    const refused = logged(evidence, /state|sign-in (was|did)/i);
    if (!refused) return fine("The log has no refused sign-in.");
    return ask(
      `The log says: ${refused.message} Nothing was connected by it.`,
      "Has a later sign-in worked?",
      reconnect(evidence),
    );
  },
  "state-errors.one-flow": (evidence) =>
    evidence.connection.status === "connecting"
      ? cause(
          "Somebody of your team is at Lightspeed's sign-in. The newer one ends the older.",
          open(SETTINGS, "Settings"),
        )
      : fine("Nobody else is at Lightspeed's sign-in."),
};

/** The newest warning or error about these operations. A log tells what happened and not why, so a person judges it. */
export function newestFault(evidence: HelpEvidence, about: RegExp): Finding {
  const newest = evidence.faults.find(({ operation }) => about.test(operation));
  const checked = evidence.connection.lastChecked;
  if (!newest) return fine("The integration log has no warning and no error about this.");
  if (checked?.ok && checked.at > newest.lastAt)
    return fine(`The last fault in the log is older than the last good answer: ${newest.message}`);
  return ask(
    `${newest.operation}, at ${at(evidence, newest.lastAt)}: ${newest.message}`,
    "Is this about something else?",
    open(`${STATUS}&level=${newest.level}#log`, "Integration logs"),
  );
}
