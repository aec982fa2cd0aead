import type { Answer, Arrived } from "../http/exchange";
import type { Bearer } from "../realm/realm";
import type { Account } from "../state/accounts";
import type { Site, World } from "../world/world";
import { availability } from "./availability";
import { businesses } from "./businesses";
import { checks } from "./checks";
import { apiError, errorIn } from "./errors";
import { finance } from "./finance";
import { floorPlans } from "./floor-plans";
import { items } from "./items";
import { menus } from "./menus";
import { messages } from "./messages";
import { type ApiAnswer, type Call, findLocation, type Operation } from "./operation";
import { orderProfiles } from "./order-profiles";
import { orders } from "./orders";
import { payments } from "./payments";
import { readiness } from "./readiness";
import { richItems } from "./rich-items";
import { sales } from "./sales";
import { salesV2 } from "./sales-v2";
import { taxPreview } from "./tax-preview";
import { webhookEndpoints } from "./webhook-endpoints";
import { webhookLinks } from "./webhook-links";
import { isInt64, onTheWire, parseBody } from "./wire";

export const operations: Operation[] = [
  ...businesses,
  ...floorPlans,
  ...orderProfiles,
  ...menus,
  ...availability,
  ...readiness,
  ...orders,
  ...checks,
  ...payments,
  ...messages,
  ...taxPreview,
  ...finance,
  ...sales,
  ...salesV2,
  ...items,
  ...richItems,
  ...webhookEndpoints,
  ...webhookLinks,
];

export type Matched = { operation: Operation; parameters: Record<string, string> };

const patterns = operations.map((operation) => ({
  operation,
  pattern: new RegExp(`^${operation.path.replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`),
}));

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function findOperation(method: string, path: string): Matched | undefined {
  for (const { operation, pattern } of patterns) {
    const found = operation.method === method ? pattern.exec(path) : null;
    if (!found) continue;
    const parameters = Object.entries(found.groups ?? {}).map(([name, value]) => [name, decoded(value)]);
    return { operation, parameters: Object.fromEntries(parameters) };
  }
  return undefined;
}

/** The id of the restaurant or business that a call is about. */
function placeOf(about: NonNullable<Operation["about"]>, call: Call): string | undefined {
  const { businessLocationId, businessId } = call.parameters;
  if (about === "location-in-query") return call.query.get("businessLocationId") || undefined;
  if (about !== "location-in-body") return businessLocationId ?? businessId;
  const body = call.body as { businessLocationId?: unknown } | undefined;
  return body?.businessLocationId === undefined ? undefined : String(body.businessLocationId);
}

/** The vendor declares no answer for a place the token does not see; 403 is our guess. */
function refuseForeignPlace(about: Operation["about"], account: Account, call: Call): [number, string] | undefined {
  if (!about) return undefined;
  const id = placeOf(about, call);
  // In a body it is one field among others: the operation names all that are wrong.
  if (about === "location-in-body" && (!id || !isInt64(id))) return undefined;
  if (!id) return [400, "Parameter businessLocationId is missing"];
  if (!isInt64(id))
    return [400, `Parameter ${about === "business-in-path" ? "businessId" : "businessLocationId"} is malformed`];
  if (about === "business-in-path") {
    return account.businesses.some((business) => business.id === id) ? undefined : [403, `No access to business ${id}`];
  }
  return findLocation(account, id) ? undefined : [403, `No access to business location ${id}`];
}

function siteOf(operation: Operation, call: Call): Site {
  const site = call.world.site(call.account, (operation.about && placeOf(operation.about, call)) ?? "");
  if (!site) throw new Error(`${operation.id} is about no restaurant`);
  return site;
}

function perform(
  { operation, parameters }: Matched,
  bearer: Bearer,
  arrived: Arrived,
  baseUrl: string,
  world: World,
): ApiAnswer {
  const { account, scopes } = bearer;
  const path = arrived.url.pathname;
  const refuse = (status: number, message: string) => errorIn(operation.errors, path, status, message);
  if (account.kind !== "k-series") return refuse(403, "The user has no access to Restaurant K-Series");
  if (!scopes.has(operation.scope)) return refuse(403, `Scope ${operation.scope} is needed`);
  const call: Call = {
    account,
    baseUrl,
    path,
    parameters,
    query: arrived.url.searchParams,
    body: parseBody(arrived.body),
    store: world.store,
    world,
    now: world.clock.now(account.id),
    site: () => siteOf(operation, call),
  };
  const refusal = refuseForeignPlace(operation.about, account, call);
  return refusal ? refuse(...refusal) : operation.handle(call);
}

/** Answers one REST call; `bearer` is whom its token speaks for, if anyone. */
export function answerApi(
  matched: Matched | undefined,
  bearer: Bearer | undefined,
  arrived: Arrived,
  baseUrl: string,
  world: World,
): Answer {
  const path = arrived.url.pathname;
  if (!matched) return onTheWire(apiError(path, 404, "No such resource"));
  if (!bearer) {
    const answer = onTheWire(apiError(path, 401, "Full authentication is required to access this resource"));
    const failure = arrived.request.headers.authorization ? ' error="invalid_token"' : "";
    return { ...answer, headers: { ...answer.headers, "www-authenticate": `Bearer realm="k-series"${failure}` } };
  }
  return onTheWire(perform(matched, bearer, arrived, baseUrl, world));
}
