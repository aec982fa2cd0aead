import type { PointId } from "../document";
import {
  ask,
  at,
  cause,
  fine,
  isConnected,
  notConnected,
  open,
  reconnect,
  rightPlace,
  SETTINGS,
  STATUS,
  scope,
  tell,
  tested,
} from "../findings";
import type { Finding, HelpEvidence } from "../help-types";
import { supportWords } from "../support-words";
import { newestFault } from "./connecting";

type Look = (evidence: HelpEvidence) => Finding;
type Topic = "webhook-silent" | "menu-not-loading" | "availability" | "financial" | "disconnecting";

const WEBHOOKS = "/lightspeed/webhooks";
const register = { kind: "do", repair: "register-endpoint", label: "Register endpoint" } as const;
const repair = { kind: "do", repair: "repair-endpoint", label: "Repair" } as const;

export const readingPoints: Record<Extract<PointId, `${Topic}.${string}`>, Look> = {
  "webhook-silent.registered": (evidence) => {
    const { webhooks } = evidence;
    const { endpoint } = webhooks;
    if (!isConnected(evidence)) return notConnected(evidence);
    if (endpoint?.status !== "registered")
      return cause(endpoint?.problem ?? "Lightspeed has no address of ours to send events to.", register);
    if (endpoint.drift) return cause("Lightspeed has our address otherwise than we registered it.", repair);
    const silent = webhooks.places.filter(({ state }) => state !== "linked");
    if (silent.length > 0)
      return cause(
        `${silent.map(({ name }) => name).join(", ")} does not send events.`,
        open(WEBHOOKS, "Locations of the endpoint"),
      );
    return fine(
      `Lightspeed has our address, compared at ${at(evidence, endpoint.lastReadAt ?? endpoint.registeredAt)}.`,
    );
  },
  "webhook-silent.credentials": (evidence) => {
    const { endpoint } = evidence.webhooks;
    if (!endpoint) return cause("No endpoint is registered.", register);
    const otherwise = endpoint.drift?.some(({ field }) => field === "Credentials" || field === "User or password");
    if (endpoint.withCredentials === evidence.withCredentials && !otherwise)
      return fine(
        evidence.withCredentials
          ? "Lightspeed was given the same user and password that we ask for."
          : "No user and password are asked for: the address itself is the proof.",
      );
    return cause("Lightspeed was not given the user and password that we ask for now.", repair);
  },
  "webhook-silent.portal": (evidence) => {
    const { silentHours, lastEventAt } = evidence.activity;
    if (silentHours === null && lastEventAt) return fine(`The last event came at ${at(evidence, lastEventAt)}.`);
    return ask(
      lastEventAt ? `The last event came at ${at(evidence, lastEventAt)}.` : "No event has come yet.",
      "Is the Lightspeed portal without failed deliveries?",
      tell(
        supportWords(evidence, "No webhook reaches us. Please tell us what your delivery log says for our endpoint."),
      ),
    );
  },
  "webhook-silent.public": (evidence) => {
    const { endpoint } = evidence.webhooks;
    if (!endpoint) return cause("There is no address yet: no endpoint is registered.", register);
    if (endpoint.unreachable)
      return cause(
        `${endpoint.unreachable} Upvendo support must give Upvendo a public address.`,
        open(WEBHOOKS, "Send test event"),
      );
    return fine("The address looks public. A test event proves it.");
  },

  "menu-not-loading.location-id": rightPlace,
  "menu-not-loading.menus": (evidence) => {
    if (!isConnected(evidence)) return notConnected(evidence);
    const failed = evidence.menus.find(({ sync: { problem } }) => problem);
    if (failed)
      return cause(`${failed.locationName}: ${failed.sync.problem?.message} ${failed.sync.problem?.remedy}`, {
        ...{ kind: "do", repair: "sync-menus", label: "Synchronise now" },
      });
    const empty = evidence.menus.find(({ sync: { outcome, total } }) => outcome === "ok" && total === 0);
    if (empty)
      return ask(
        `Lightspeed has no menu for ${empty.locationName}.`,
        "Is there an active menu with items in the Lightspeed Back Office?",
        tell(
          supportWords(
            evidence,
            "The API lists no menu for our location. Please tell us how we make our menu active for it.",
          ),
        ),
      );
    if (evidence.menus.some(({ sync: { finishedAt } }) => finishedAt === null))
      return cause("The menus have not been read yet.", { kind: "do", repair: "sync-menus", label: "Synchronise now" });
    return fine("The menus of every linked location were read.");
  },
  "menu-not-loading.logs": (evidence) =>
    newestFault(evidence, /^(Synchronise menus|Items|menus|items|Connect|Renew connection)$/),
  "menu-not-loading.scopes": (evidence) => scope(evidence, "orders-api", "menus cannot be read"),

  "availability.location-id": rightPlace,
  "availability.get-post": (evidence) => {
    if (!isConnected(evidence)) return notConnected(evidence);
    const broken = evidence.counts.find(({ problem }) => problem);
    if (broken)
      return cause(
        `${broken.locationName}: ${broken.problem?.message} ${broken.problem?.remedy}`,
        open("/lightspeed/availability", "Availability"),
      );
    return fine("Upvendo asks by whichever of the two ways fits the number of items; the last answer was in order.");
  },
  "availability.deactivated": () =>
    ask(
      "An item that was archived or removed in Lightspeed has no count any more. Availability says “not on any menu” of it.",
      "Is the item active in Lightspeed?",
      open("/lightspeed/items", "Items"),
    ),

  "financial.location-id": rightPlace,
  "financial.range": (evidence) =>
    finance(evidence, "Upvendo writes the dates itself, from the first day to the last."),
  "financial.paginated": (evidence) => finance(evidence, "Upvendo reads page after page by itself, with the payments."),
  "financial.scopes": (evidence) =>
    scope(evidence, "financial-api", "reports, tax rates and payment methods stay empty"),

  "disconnecting.go": (evidence) =>
    isConnected(evidence)
      ? ask(
          "The Delete button is at the end of the Settings tab.",
          "Do you want to stay connected?",
          open(SETTINGS, "Settings"),
        )
      : fine("Lightspeed is not connected."),
  "disconnecting.delete": () =>
    ask(
      "Only owners can delete. The word Lightspeed must be typed exactly so.",
      "Did the Delete button work?",
      open(`${SETTINGS}#delete`, "Delete the integration"),
    ),
  "disconnecting.cleared": (evidence) => {
    const { receipt } = evidence.connection;
    return receipt
      ? fine(`Deleted at ${at(evidence, receipt.at)} by ${receipt.byName}. The receipt is on the Settings tab.`)
      : fine("After Delete a receipt lists what was removed, what is kept and what could not be reached.");
  },
  "disconnecting.no-data": (evidence) =>
    isConnected(evidence) ? fine("Connected: orders and menus flow.") : fine("Not connected: nothing flows."),
  "disconnecting.channel": () => fine("The in-house channel has no till after Delete; connecting again gives it back."),
  "disconnecting.reconnect": (evidence) =>
    isConnected(evidence)
      ? fine("Connected now.")
      : ask(
          "You can connect again at any time. Your location links are kept.",
          "Do you want to stay disconnected?",
          reconnect(evidence),
        ),
};

function finance(evidence: HelpEvidence, otherwise: string): Finding {
  if (!isConnected(evidence)) return notConnected(evidence);
  const part = tested(evidence, "Finance");
  if (part?.result === "failed")
    return cause(`${part.message} ${part.remedy ?? ""}`.trim(), open(`${STATUS}#test`, "Connection test"));
  if (part?.result === "ok") return fine(`${otherwise} The last test read it: ${part.message}`);
  return cause(`${otherwise} It was not tested yet.`, { kind: "do", repair: "test", label: "Test Connection" });
}
