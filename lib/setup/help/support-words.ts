import type { HelpEvidence } from "./help-types";

/** Whoever reads it looks for the account as it is said to be. */
function standing({ status }: HelpEvidence["connection"]): string {
  if (status === "needs_reauthorization")
    return "was connected to Upvendo through your API (OAuth 2.0), which does not accept it any more.";
  const is = status === "connected" || status === "degraded" ? "is connected" : "is to be connected";
  return `${is} to Upvendo through your API (OAuth 2.0).`;
}

/** What Lightspeed support needs to find the account, and the question itself. */
export function supportWords({ connection, settings, faults, now }: HelpEvidence, question: string): string {
  const { business, environment, redirectUri, lastChecked } = connection;
  const places = settings.map(
    ({ businessLocationName, businessLocationId }) => `${businessLocationName} (${businessLocationId})`,
  );
  const [newest] = faults;
  return [
    `Hello, our Lightspeed Restaurant K-Series account ${standing(connection)}`,
    question,
    "",
    `Business: ${business ? `${business.name || "no name"} (${business.id})` : "not known to Upvendo"}`,
    `Locations: ${places.length > 0 ? places.join(", ") : "none linked"}`,
    `Environment: ${environment}`,
    `Redirect URI: ${redirectUri}`,
    ...(lastChecked
      ? [`Last answer: ${lastChecked.at}${lastChecked.error ? `, ${lastChecked.error}` : ", in order"}`]
      : []),
    ...(newest ? [`Newest error: ${newest.lastAt}, ${newest.operation}: ${newest.message}`] : []),
    `Written on ${now.toISOString()}`,
  ].join("\n");
}
