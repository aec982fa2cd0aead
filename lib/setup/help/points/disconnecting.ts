import type { PointId } from "../document";
import { ask, cause, fine, isConnected, on, open, reconnect, tell } from "../findings";
import type { Finding, HelpEvidence } from "../help-types";
import { supportWords } from "../support-words";

type Look = (evidence: HelpEvidence) => Finding;

/** It was deleted, and nobody has connected it since. */
const isDeleted = (evidence: HelpEvidence) => evidence.connection.receipt !== null && !isConnected(evidence);

export const disconnectingPoints: Record<Extract<PointId, `disconnecting.${string}`>, Look> = {
  "disconnecting.go": (evidence) =>
    isConnected(evidence)
      ? ask("The Delete button is at the end of the Settings tab.", "Do you want to stay connected?", open("delete"))
      : fine("Lightspeed is not connected: there is nothing to delete."),
  "disconnecting.delete": (evidence) => {
    if (!isConnected(evidence)) return fine("There is nothing to delete.");
    if (evidence.role !== "owner")
      return cause(
        "Only owners can delete the integration, and you are none. Your team says who is one.",
        open("members"),
      );
    return ask(
      "You are an owner, so you can delete. The word Lightspeed must be typed exactly so.",
      "Did the Delete button work?",
      open("delete"),
    );
  },
  "disconnecting.cleared": (evidence) => {
    const { receipt } = evidence.connection;
    if (!receipt)
      return fine("After Delete a receipt lists what was removed, what is kept and what could not be reached.");
    const [left] = receipt.unreachable;
    if (left)
      return cause(
        `${left.what}: ${left.detail}`,
        tell(
          supportWords(
            evidence,
            "We removed the Upvendo integration, but your API did not confirm it. Please withdraw every permission and webhook endpoint that Upvendo still has for our account.",
          ),
        ),
      );
    return fine(`Deleted ${on(evidence, receipt.at)} by ${receipt.byName}. The receipt is on the Settings tab.`);
  },
  "disconnecting.no-data": (evidence) => {
    const { receipt } = evidence.connection;
    const { lastEventAt } = evidence.activity;
    if (isConnected(evidence)) return fine("Connected: orders and menus flow.");
    if (receipt && lastEventAt && lastEventAt > receipt.at)
      return cause(
        `Lightspeed still sends events, the last one ${on(evidence, lastEventAt)}. They change nothing any more.`,
        tell(
          supportWords(
            evidence,
            "We removed the Upvendo integration, and your servers still send events to it. Please remove its webhook endpoint.",
          ),
        ),
      );
    return fine("Not connected: nothing flows.");
  },
  "disconnecting.channel": (evidence) => {
    const { provider } = evidence;
    if (isDeleted(evidence) && provider !== null)
      return cause("The in-house channel still names Lightspeed as its provider. Switch it off.", open("inHouse"));
    if (isConnected(evidence) && provider === null)
      return cause("The in-house channel has lost its provider. Signing in again gives it back.", reconnect(evidence));
    return fine(
      provider === null
        ? "The in-house channel has no provider. Connecting gives it Lightspeed."
        : "The provider of the in-house channel is Lightspeed until you delete the integration.",
    );
  },
  "disconnecting.reconnect": (evidence) =>
    isConnected(evidence)
      ? fine("Connected now.")
      : ask(
          "You can connect again at any time. Your location links are kept.",
          "Do you want to stay disconnected?",
          reconnect(evidence),
        ),
};
