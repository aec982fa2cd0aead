import { intakeOrder, type Wish } from "@/lib/orders/intake-order";
import { isCurrentKiosk } from "@/lib/orders/kiosk-code";
import type { VerdictReason } from "@/lib/orders/pre-flight";
import { type ApiAnswer, problem } from "@/lib/orders/problem";
import { isCurrentCode } from "@/lib/orders/table-code";
import type { Services } from "@/lib/services";
import type { ChannelCaller } from "./find-channel-caller";
import { takeGuestTurn } from "./guest-limits";
import { guestOrderInput } from "./guest-order-input";
import { typesOf } from "./guest-place";
import { toGuestReasons } from "./guest-reasons";
import { invalid, toOrderInput } from "./quote-cart";

type Request = { caller: ChannelCaller; network: string; idempotencyKey: string | null; rawBody: string };

/** As `intakeOrder`, for somebody who is not trusted with prices: every name and price is the menu's, and refusals are in words for guests. */
export async function intakeGuestOrder(services: Services, request: Request): Promise<ApiAnswer> {
  const { caller, network, idempotencyKey, rawBody } = request;
  const wait = await takeGuestTurn(services, "order", { ...caller, network, visitId: caller.id });
  if (wait !== null) return problem("too_many_requests", {}, { "Retry-After": String(wait) });
  const answer = await intakeOrder(services, {
    ...{ caller, idempotencyKey, rawBody },
    read: (body) => readWish(services, caller, body),
  });
  return inGuestWords(answer);
}

function readWish(
  services: Services,
  caller: ChannelCaller,
  body: unknown,
): Wish | { errors: { path: string; message: string }[] } {
  const parsed = guestOrderInput.safeParse(body);
  if (!parsed.success)
    return { errors: parsed.error.issues.slice(0, 50).map(({ path, message }) => ({ path: path.join("."), message })) };
  const wish = parsed.data;
  if (wish.pickUpAt !== undefined && wish.type !== "takeaway")
    return { errors: [{ path: "pickUpAt", message: "Only takeaway is picked up later." }] };
  return {
    ...(wish.returnUrl === undefined ? {} : { returnUrl: wish.returnUrl }),
    toInput: async () => {
      if (!typesOf(caller.channel).includes(wish.type)) return problem("wrong_channel");
      const refused = await refusedByCode(services, caller);
      if (refused) return refused;
      const priced = await toOrderInput(services, caller, wish);
      if (!priced) return problem("no_such_location");
      if (priced.reasons.length > 0)
        return problem("would_not_land", { reasons: priced.reasons, checkedAt: services.now().toISOString() });
      return priced.input ?? invalid([{ path: ["lines"], message: "cannot be ordered like this" }]);
    },
  };
}

/** Who came in by a code that was replaced meanwhile orders nothing more. */
async function refusedByCode(services: Services, { visit }: ChannelCaller): Promise<ApiAnswer | null> {
  if (visit?.channel === "kiosk") {
    const version = visit.codeVersion;
    const counts = version !== null && (await isCurrentKiosk(services, { ...visit, version }));
    return counts ? null : problem("kiosk_code_refused");
  }
  const version = visit?.codeVersion ?? null;
  if (!visit || version === null) return null;
  return (await isCurrentCode(services, { ...visit, version })) ? null : problem("table_code_refused");
}

const own = new Set([
  "gone",
  "sold_out",
  "too_few_left",
  "choice_missing",
  "too_many_choices",
  "choice_gone",
  "note_gone",
  "table_moved",
]);

/** What the pre-flight says is for the owner; what was said about the cart is for the guest already. */
function inGuestWords(answer: ApiAnswer): ApiAnswer {
  const body = answer.body as { code?: string; reasons?: VerdictReason[] } | null;
  if (body?.code === "payment_unavailable")
    return {
      ...answer,
      body: { ...body, detail: "Paying is not possible here right now. Please order with the staff." },
    };
  if (body?.code !== "would_not_land") return answer;
  const reasons = (body.reasons ?? []).flatMap((reason) =>
    own.has(reason.code) ? [reason] : toGuestReasons([reason]),
  );
  return { ...answer, body: { ...body, reasons } };
}
