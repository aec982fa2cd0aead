import type { PointId } from "../document";
import { ask, cause, fine, likely, on, open, press, proven, tell, unreachable } from "../findings";
import type { Finding, HelpEvidence } from "../help-types";
import { supportWords } from "../support-words";

type Look = (evidence: HelpEvidence) => Finding;

const register = press("register-endpoint", "Register endpoint");
const repair = press("repair-endpoint", "Repair");
const ofCredentials = ({ field }: { field: string }) => field === "Credentials" || field === "User or password";

export const hearingPoints: Record<Extract<PointId, `webhook-silent.${string}`>, Look> = {
  "webhook-silent.registered": (evidence) => {
    const stop = unreachable(evidence);
    if (stop) return stop;
    const { endpoint, places } = evidence.webhooks;
    if (endpoint?.status !== "registered")
      return cause(endpoint?.problem ?? "Lightspeed has no address of ours to send events to.", register);
    const otherwise = endpoint.drift?.filter((one) => !ofCredentials(one)) ?? [];
    if (otherwise.length > 0)
      return cause(
        `Lightspeed has our endpoint otherwise than we registered it: ${otherwise.map(({ field }) => field).join(", ")}.`,
        repair,
      );
    const silent = places.filter(({ state }) => state !== "linked");
    if (silent.length > 0)
      return cause(`${silent.map(({ name }) => name).join(", ")} does not send events.`, open("places"));
    const comparedAt = endpoint.lastReadAt ?? endpoint.registeredAt;
    return proven(`Lightspeed has our address, compared ${on(evidence, comparedAt)}.`, comparedAt, "webhook");
  },
  "webhook-silent.credentials": (evidence) => {
    const { endpoint } = evidence.webhooks;
    if (!endpoint) return fine("There is no endpoint yet that could be asked with a password.");
    if (endpoint.withCredentials === evidence.withCredentials && !endpoint.drift?.some(ofCredentials))
      return evidence.withCredentials
        ? proven(
            "Lightspeed was given the same user and password that we ask for.",
            endpoint.lastReadAt ?? endpoint.registeredAt,
            "webhook",
          )
        : fine("No user and password are asked for: the address itself is the proof.");
    return cause("Lightspeed was not given the user and password that we ask for now.", repair);
  },
  "webhook-silent.portal": (evidence) => {
    const { silentHours, lastEventAt } = evidence.activity;
    const seen = lastEventAt ? `The last event came ${on(evidence, lastEventAt)}.` : "No event has come yet.";
    if (silentHours === null && lastEventAt) return fine(seen);
    if (unreachable(evidence)) return fine("What Lightspeed failed to deliver shows once it is connected.");
    const say = silentHours === null ? ask : likely;
    return say(
      seen,
      "Is the Lightspeed portal without failed deliveries?",
      tell(
        supportWords(evidence, "No webhook reaches us. Please tell us what your delivery log says for our endpoint."),
      ),
    );
  },
  "webhook-silent.public": (evidence) => {
    const { endpoint } = evidence.webhooks;
    if (!endpoint) return fine("There is no address yet: no endpoint is registered.");
    const { silentHours, lastEventAt } = evidence.activity;
    if (lastEventAt && silentHours === null)
      return fine(`An event came ${on(evidence, lastEventAt)}, so Lightspeed reaches the address.`);
    if (endpoint.unreachable)
      return cause(
        `${endpoint.unreachable} Upvendo support must give Upvendo a public address; a test event shows whether it is there.`,
        open("testEvent"),
      );
    return fine("The address looks public. A test event proves it.");
  },
};
