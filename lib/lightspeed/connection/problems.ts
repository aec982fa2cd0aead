/** Why a connection is not simply "Connected", in the merchant's words: what it is and what to do. */
export const problems = {
  refresh_refused: {
    title: "Lightspeed has ended the connection",
    message:
      "Lightspeed no longer accepts our permission. This happens after a password change, when access is withdrawn in Lightspeed, or when the connection was not used for a long time.",
    remedy: "Click Reconnect and sign in at Lightspeed as admin or owner. Your location links are kept.",
  },
  refresh_interrupted: {
    title: "The connection broke while it was being renewed",
    message:
      "The renewal of the connection was interrupted on our side, and Lightspeed accepts each renewal only once.",
    remedy: "Click Reconnect and sign in at Lightspeed as admin or owner. Your location links are kept.",
  },
  token_unreadable: {
    title: "The stored credentials cannot be read",
    message: "The stored Lightspeed credentials cannot be opened, so no call can be made.",
    remedy: "Click Reconnect to store new ones. Tell Upvendo support if it happens again.",
  },
  refresh_failing: {
    title: "Lightspeed does not answer at the moment",
    message: "The connection could not be renewed because Lightspeed did not answer. We keep trying by ourselves.",
    remedy: "Nothing to do now. If it lasts longer than an hour, check Lightspeed's status page.",
  },
  client_refused: {
    title: "Lightspeed does not accept Upvendo's own credentials",
    message: "Lightspeed rejected the application's client ID or secret. Your own sign-in is not the cause.",
    remedy: "Tell Upvendo support: the client ID and client secret in the configuration must be checked.",
  },
  business_missing: {
    title: "Business ID is missing",
    message:
      "Signing in worked, but the list of your Lightspeed businesses could not be read, so we do not know which business to use.",
    remedy: "Click Reconnect to try again. If the account has no active business, contact Lightspeed support.",
  },
  other_business: {
    title: "The new permission is for another Lightspeed business",
    message:
      "Signing in worked, but the account shows other businesses than the one connected before. Nothing is read or sent with it until you choose.",
    remedy:
      "Choose on the Settings tab within ten minutes, or click Reconnect and sign in with the account of the earlier business.",
  },
  test_failed: {
    title: "The last connection test found a problem",
    message: "Part of the connection does not work. The Status tab shows which.",
    remedy: "Open the Status tab, follow the advice beside each red line, then click Test Connection again.",
  },
  other_environment: {
    title: "The connection belongs to another Lightspeed environment",
    message:
      "It was made for another environment of Lightspeed (trial or production) than the one that Upvendo works with now, so nothing is read or sent with it.",
    remedy: "Click Reconnect and sign in to the account of this environment as admin or owner.",
  },
  scopes_missing: {
    title: "Some permissions were not granted",
    message:
      "At Lightspeed's consent screen not every permission was allowed, so part of the integration does not work.",
    remedy: "Click Reconnect and allow every permission on Lightspeed's screen.",
  },
} as const;

export type ProblemCode = keyof typeof problems;

export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(problems, code);
