import type { HelpEvidence } from "./help-types";

/** What Lightspeed support needs to find the account, and the question itself. */
export function supportWords({ connection, settings, faults, now }: HelpEvidence, question: string): string {
  const { business, environment, redirectUri, lastChecked } = connection;
  const places = settings.map(
    ({ businessLocationName, businessLocationId }) => `${businessLocationName} (${businessLocationId})`,
  );
  const [newest] = faults;
  return [
    "Hello, our Lightspeed Restaurant K-Series account is connected to Upvendo through your API (OAuth 2.0).",
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
