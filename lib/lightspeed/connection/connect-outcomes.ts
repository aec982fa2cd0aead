type Outcome = { tone: "positive" | "warning" | "negative" | "neutral"; title: string; message: string; next: string };

/** How an attempt to connect ended, in the merchant's words. The code stands in the address as `connect=`. */
export const connectOutcomes = {
  connected: {
    tone: "positive",
    title: "Lightspeed is connected",
    message: "Upvendo may now read your Lightspeed data and send orders.",
    next: "Link your locations on the Settings tab, then click Test Connection on the Status tab.",
  },
  business_missing: {
    tone: "warning",
    title: "Business ID is missing",
    message: "The sign-in worked, but Lightspeed did not answer with your businesses.",
    next: "Click Reconnect to try again. If the account has no active business, contact Lightspeed support.",
  },
  choose_business: {
    tone: "warning",
    title: "This is another Lightspeed business",
    message:
      "You signed in to a different Lightspeed business than the one that is connected. Nothing has been changed yet.",
    next: "Choose below which of the two to use.",
  },
  denied: {
    tone: "neutral",
    title: "Permission was not given",
    message: "You closed or refused the permission screen at Lightspeed. Nothing has changed.",
    next: "Start again when you are ready. The Lightspeed user must be an admin or owner of a Restaurant K-Series account; L-Series and R-Series are not supported.",
  },
  expired: {
    tone: "warning",
    title: "The sign-in took too long",
    message: "The sign-in at Lightspeed took longer than 10 minutes. Nothing has changed.",
    next: "Start again.",
  },
  replaced: {
    tone: "warning",
    title: "A newer sign-in was started",
    message: "This sign-in was replaced by a newer one, perhaps in another tab or by a colleague. Nothing has changed.",
    next: "Finish the newer one, or start again.",
  },
  already_used: {
    tone: "neutral",
    title: "This sign-in was already handled",
    message: "The answer from Lightspeed arrived a second time and was not needed again.",
    next: "Look at the Connection Status below.",
  },
  exchange_refused: {
    tone: "negative",
    title: "OAuth connection failed",
    message: "Lightspeed did not accept the sign-in. Nothing has changed.",
    next: "Check that it is a Restaurant K-Series account (not L-Series or R-Series), that the user is an admin or owner, and that the redirect URI below is registered at Lightspeed exactly as shown. Then start again.",
  },
  client_refused: {
    tone: "negative",
    title: "Lightspeed does not accept Upvendo's own credentials",
    message:
      "The client ID or client secret in Upvendo's configuration was rejected. Nothing has changed, and your own sign-in is not the cause.",
    next: "Tell Upvendo support.",
  },
  no_answer: {
    tone: "warning",
    title: "Lightspeed did not answer",
    message:
      "The sign-in worked, but Lightspeed did not answer our request for permission in time. Nothing has changed.",
    next: "Start again in a minute.",
  },
  answer_unusable: {
    tone: "negative",
    title: "Lightspeed's answer could not be used",
    message: "Lightspeed answered in a way that we cannot accept. Nothing has changed.",
    next: "Start again. If it happens again, tell Upvendo support.",
  },
  business_taken: {
    tone: "negative",
    title: "This Lightspeed business is connected elsewhere",
    message: "Another Upvendo merchant is connected to the same Lightspeed business. Nothing has changed.",
    next: "Delete the integration there first, or sign in with another Lightspeed business. Upvendo support can help if you do not know that merchant.",
  },
  no_permission: {
    tone: "negative",
    title: "Your role may not connect Lightspeed",
    message: "Only owners and managers can finish the connection. Nothing has changed.",
    next: "Ask an owner or manager of your team.",
  },
  wrong_session: {
    tone: "negative",
    title: "This sign-in was started somewhere else",
    message:
      "The answer from Lightspeed belongs to another browser, user or merchant, so it was refused and can no longer be used. Nothing has changed.",
    next: "Start again from the Settings tab, in one browser, and do not open sign-in links that somebody sent you.",
  },
  not_signed_in: {
    tone: "negative",
    title: "You are not signed in to Upvendo",
    message:
      "Your Upvendo session had ended when Lightspeed sent you back, so the sign-in was refused. Nothing has changed.",
    next: "Sign in to Upvendo and start again from the Settings tab.",
  },
  invalid_state: {
    tone: "negative",
    title: "The answer from Lightspeed could not be verified",
    message: "The address you came back with is incomplete or was changed on the way. Nothing has changed.",
    next: "Restart the sign-in from the Settings tab. Only one sign-in per merchant can be in progress at a time.",
  },
  wrong_environment: {
    tone: "negative",
    title: "The answer comes from another Lightspeed environment",
    message: "The sign-in was started for one Lightspeed environment and answered by another. Nothing has changed.",
    next: "Start again. If it happens again, tell Upvendo support.",
  },
} as const satisfies Record<string, Outcome>;

export type ConnectOutcomeCode = keyof typeof connectOutcomes;

export function readConnectOutcome(code: string | undefined): Outcome | null {
  return code !== undefined && Object.hasOwn(connectOutcomes, code)
    ? connectOutcomes[code as ConnectOutcomeCode]
    : null;
}

/** How the log writes that somebody set out. */
export const SIGN_IN_BEGUN = "went to Lightspeed to sign in.";
export const BUSINESS_UNREAD = "Signed in, but the list of businesses could not be read: Business ID is missing.";
export const NO_BUSINESS = "Signed in, but Lightspeed shows no business for this account: Business ID is missing.";

const logged: [RegExp, ConnectOutcomeCode][] = [
  [/ connected Lightspeed\.$/, "connected"],
  [/ signed in to another Lightspeed business\. /, "choose_business"],
  [/^Signed in, but .*: Business ID is missing\.$/, "business_missing"],
];

/** Which end of a sign-in the log tells with these words; null: none. */
export function outcomeOf(message: string): ConnectOutcomeCode | null {
  const found = Object.entries(connectOutcomes).find(([, outcome]) => outcome.message === message);
  return found ? (found[0] as ConnectOutcomeCode) : (logged.find(([words]) => words.test(message))?.[1] ?? null);
}
