import fc from "fast-check";
import { expect, test } from "vitest";
import { type OrderStatus, orderStatuses } from "@/db/schema";
import { permutations, tell, tillStory, untold } from "@/lib/testing/till-story";
import { nextPosition, type OrderEvent, type OrderPosition, type Transition, transitions } from "./order-transitions";

const events = Object.keys(transitions) as OrderEvent[];

/** The moves that the design (section 4) allows, written out beside the table that makes them. */
const legal: Record<OrderStatus, OrderStatus[]> = {
  draft: ["awaiting_payment", "paid", "cancelled"],
  awaiting_payment: ["paid", "cancelled"],
  paid: ["submitting", "on_pos", "failed", "cancelled"],
  submitting: ["submitting", "submitted", "on_pos", "failed", "unconfirmed", "cancelled"],
  submitted: ["on_pos", "failed", "unconfirmed", "cancelled"],
  on_pos: ["settling", "completed", "failed", "cancelled"],
  settling: ["settling", "completed", "failed", "unconfirmed", "cancelled"],
  unconfirmed: ["submitting", "on_pos", "settling", "completed", "failed", "cancelled"],
  failed: ["paid", "on_pos", "completed", "cancelled", "refunded"],
  completed: ["refunded"],
  cancelled: ["refunded"],
  refunded: [],
};

/** What the world outside knows while events arrive in any order: the checker's side of the history. */
type World = { captured: boolean; sent: number; printed: boolean; booked: number; back: Back };
/** Of all that was paid; in flight: at the provider, while nobody could stop the order any more. */
type Back = "none" | "decided" | "given" | "given in flight";
type Told = { order: OrderPosition; world: World };
const money = ["decide refund", "refund proven", "refund at the provider", "refund due"] as const;
type Happening = OrderEvent | (typeof money)[number];

const start = (): Told => ({
  order: { status: "draft", step: "order", refundDecided: false },
  world: { captured: false, sent: 0, printed: false, booked: 0, back: "none" },
});

/** The verbs' own rule (refund-order): not while it is on its way, and from then on nothing may reach the kitchen. */
function decide(told: Told): Told {
  const { order, world } = told;
  const decidable: OrderStatus[] = ["failed", "cancelled", "completed", "on_pos", "unconfirmed"];
  if (!world.captured || world.back !== "none" || !decidable.includes(order.status)) return told;
  const decided = { ...order, refundDecided: order.refundDecided || order.step === "order" };
  const waits = order.status === "unconfirmed";
  const after = waits ? nextPosition(decided, order.step === "order" ? "giving_up" : "refusal") : null;
  return { order: after ?? decided, world: { ...world, back: "decided" } };
}

/** All that was paid has gone back (apply-payment-fact): what was not sent is not sent any more, what is on its way goes on. */
function giveBack({ order, world }: Told): Told {
  const withdrawn = nextPosition(order, "withdrawal") ?? order;
  const over = nextPosition(withdrawn, "reimbursement");
  if (over === null) return { order, world: { ...world, back: "given in flight" } };
  return { order: { ...over, refundDecided: true }, world: { ...world, back: "given" } };
}

/** What follows; the same object where nothing does. */
function happen(told: Told, what: Happening): Told {
  const { order, world } = told;
  const isFor = order.step === "order" && (order.status === "failed" || order.status === "cancelled");
  switch (what) {
    case "decide refund":
      return decide(told);
    case "refund proven":
      return world.back === "decided" ? giveBack(told) : told;
    // Somebody in the provider's own dashboard asks nobody.
    case "refund at the provider":
      return world.captured && world.back === "none" ? giveBack(told) : told;
    case "refund due":
      if (isFor && world.back === "given in flight") return giveBack(told);
      return isFor ? decide(told) : told;
    case "reimbursement":
      return told;
  }
  // The verbs' own rules: nobody sends again what was given back (retry-order), nor recalls what was not (recall-order).
  const barred =
    (what === "repair" && world.back !== "none") || (what === "recall" && world.back !== "given in flight");
  const next = barred ? null : nextPosition(order, what);
  if (next === null) return told;
  return {
    order: next,
    world: {
      ...world,
      captured: world.captured || what === "payment",
      sent: world.sent + (what === "claim" ? 1 : 0),
      printed: world.printed || what === "landing",
      booked: world.booked + (what === "booking" ? 1 : 0),
    },
  };
}

/** What may never be, after one step. */
function check(before: Told, what: Happening, { order, world }: Told): void {
  const never = (is: boolean, words: string) =>
    is && expect.fail(`${words}: ${before.order.status} → ${order.status} by ${what}`);
  const [from, to] = [before.order.status, order.status];
  const sent = world.sent > before.world.sent;
  const { back } = before.world;
  never(from !== to && what in transitions && !legal[from].includes(to), "illegal");
  never((sent || (world.printed && !before.world.printed)) && /^(decided|given)$/.test(back), "refunded and cooked");
  never(back === "given in flight" && what === "repair", "given back, and sent for nothing");
  never(sent && !world.captured, "sent unpaid");
  never(to === "settling" && !world.printed, "paid on the till before it was there");
  never(world.booked > 0 && !world.printed, "booked before it was there");
  never(world.booked > 1, "completed twice");
  never(world.printed && order.step !== "payment", "on the till and waiting for it");
  never(!world.captured && !["draft", "awaiting_payment", "cancelled"].includes(to), "unpaid");
  never(to === "refunded" && world.back !== "given", "called refunded without a refund");
  never(from === "refunded" && to !== "refunded", "after its end");
  // Nobody's cancellation, no repeat and no late word takes back what was settled: only money that went back does.
  never(from === "completed" && to !== from && (to !== "refunded" || world.back === back), "taken back");
}

const silent: Happening[] = ["payment", "claim", "silence"];
const afterSilence: Happening[][] = [
  ...(["claim", "landing", "giving_up", "resolution", "cancellation"] as const).map((what) => [...silent, what]),
  ["payment", "claim", "landing", "settlement", "silence", "settlement"],
  [...silent, "refund at the provider", "recall", "refund due"],
];

test("10,000 random histories: no illegal move, nothing sent unpaid, nothing paid early, nothing cooked and refunded", () => {
  const reached = new Set<OrderStatus>();
  const moves = new Set<string>();
  const given = new Set<string>();
  const happening = fc.constantFrom<Happening>(...events, ...money);
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 40, size: "max" }), (history) => {
      let told = start();
      for (const what of history) {
        const next = happen(told, what);
        reached.add(told.order.status);
        if (next === told) continue;
        check(told, what, next);
        moves.add(`${told.order.status} → ${next.order.status}`);
        if (next.world.back !== told.world.back) given.add(`${next.world.back}: ${told.order.status}`);
        told = next;
      }
      reached.add(told.order.status);
    }),
    // Chance comes to each move but the rarest, what follows on silence.
    { numRuns: 10_000, examples: afterSilence.map((history) => [history]) },
  );
  expect([...reached].sort()).toEqual([...orderStatuses].sort());
  const wanted = Object.entries(legal).flatMap(([one, to]) => to.map((status) => `${one} → ${status}`));
  expect(
    wanted.filter((move) => !moves.has(move)),
    "moves of the design that never happened",
  ).toEqual([]);
  const places = ["given: paid", "given: failed", "given: cancelled", "given: completed", "given in flight: submitted"];
  expect([...given], "where money went back").toEqual(expect.arrayContaining(places));
});

test("all 40,320 orders of arrival of an eight-event story end in the same place", () => {
  const ends = new Set<string>();
  let stories = 0;
  for (const story of permutations(tillStory)) {
    const { flag, ...end } = story.reduce(tell, untold);
    ends.add(JSON.stringify(end));
    stories += 1;
    // A refusal after its success moves nothing and is told; before it, it is over.
    const said = story.filter(([type]) => type === "PAYMENT").map(([, word]) => word);
    if (flag !== (said[0] === "FAILURE" ? null : "till_contradicts")) expect.fail(`${story.join("; ")}: ${flag}`);
  }
  expect(stories).toBe(40_320);
  expect([...ends].map((end): unknown => JSON.parse(end))).toEqual([
    { status: "completed", step: "payment", posStage: "closed", failureCode: null },
  ]);
});

test.each(events)(
  "%s is refused wherever the table does not name it, and twice in a row it happens once or stays",
  (event) => {
    const { from, step, to }: Transition = transitions[event];
    for (const status of orderStatuses) {
      for (const at of ["order", "payment"] as const) {
        const position = { status, step: at, refundDecided: false };
        const next = nextPosition(position, event);
        const allowed = from.includes(status) && (step === undefined || step === at);
        expect(next !== null, `${event} in ${status} (${at})`).toBe(allowed);
        // A repeated event changes nothing: it is refused, or leads where the order already is.
        const again = next && nextPosition(next, event);
        if (again) expect(again.status).toBe(to);
      }
    }
  },
);

test("from the moment a refund is decided nothing leads to the kitchen", () => {
  for (const status of orderStatuses) {
    for (const event of ["claim", "landing", "repair"] as const) {
      expect(nextPosition({ status, step: "order", refundDecided: true }, event)).toBeNull();
    }
  }
});

test("once the order is on the till, no word about the order moves it back", () => {
  const late: OrderEvent[] = [
    "claim",
    "acceptance",
    "landing",
    "rejection",
    "holding",
    "giving_up",
    "recall",
    "uncertainty",
    "repair",
  ];
  for (const status of orderStatuses) {
    for (const event of late) {
      expect(
        nextPosition({ status, step: "payment", refundDecided: false }, event),
        `${event} in ${status}`,
      ).toBeNull();
    }
  }
});
