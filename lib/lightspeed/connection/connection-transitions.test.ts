import fc from "fast-check";
import { expect, test } from "vitest";
import { connectionStatuses, type StoredConnectionStatus } from "@/db/schema";
import { type ConnectionEvent, nextStatus, transitions } from "./connection-transitions";
import { deriveStatus } from "./connection-view";
import type { ConnectionStatus } from "./connection-view-types";

/** The moves of the design (section 4), written out; `connecting` is what the page shows while a sign-in is open. */
const legal: Record<ConnectionStatus, ConnectionStatus[]> = {
  not_connected: ["connecting", "disabled"],
  connecting: ["connected", "not_connected", "disabled"],
  connected: ["degraded", "needs_reauthorization", "disabled"],
  degraded: ["connected", "needs_reauthorization", "disabled"],
  needs_reauthorization: ["connected", "disabled"],
  disabled: ["connecting"],
};

const events = Object.keys(transitions) as ConnectionEvent[];
const scopes = ["orders-api", "financial-api", "items", "offline_access"];

/** What happens to a merchant: an event of the connection, or a sign-in that is opened or comes to nothing. */
type Happening = ConnectionEvent | "start" | "abandon";
const happening = fc.constantFrom<Happening>(...events, "start", "abandon");

test("10,000 random runs make no move that the design does not have, and reach every state", () => {
  const environment = "sandbox";
  const reached = new Set<ConnectionStatus>();
  const moves = new Set<string>();
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 25, size: "max" }), (run) => {
      let stored: StoredConnectionStatus = "not_connected";
      let open = false;
      const shown = () => deriveStatus({ status: stored, scopes, environment }, { flowOpen: open, environment });
      for (const what of run) {
        const before = shown();
        if (what === "start") open = true;
        else if (what === "abandon") open = false;
        // Tokens are stored by the callback of an open sign-in only; Delete ends open sign-ins.
        else if (what !== "consent" || open) {
          const next = nextStatus(stored, what);
          stored = next ?? stored;
          if (what === "consent" || (what === "removal" && next !== null)) open = false;
        }
        const after = shown();
        reached.add(before).add(after);
        if (before === after) continue;
        moves.add(`${before} → ${after}`);
        // A sign-in given up after a Delete shows again what was there before.
        const back = before === "connecting" && after === "disabled";
        expect(back || legal[before].includes(after), `${before} → ${after} by ${what}`).toBe(true);
      }
    }),
    { numRuns: 10_000 },
  );
  expect([...reached].sort()).toEqual(Object.keys(legal).sort());
  const wanted = Object.entries(legal).flatMap(([from, to]) => to.map((state) => `${from} → ${state}`));
  expect(
    wanted.filter((move) => !moves.has(move)),
    "moves of the design that never happened",
  ).toEqual([]);
});

test("the table of transitions has exactly the moves of the design between stored states", () => {
  const ours = events.flatMap((event) =>
    transitions[event].from
      .filter((from) => from !== transitions[event].to)
      .map((from) => `${from} → ${transitions[event].to}`),
  );
  // Between stored states the sign-in is no state of its own: `x → connecting → connected` is one move.
  const stored = (state: ConnectionStatus): state is StoredConnectionStatus => state !== "connecting";
  const design = (Object.keys(legal) as ConnectionStatus[]).filter(stored).flatMap((from) => {
    const direct = legal[from].filter(stored);
    const through = legal[from].includes("connecting") ? (["connected"] as const) : [];
    return [...direct, ...through].map((to) => `${from} → ${to}`);
  });
  expect([...new Set(ours)].sort()).toEqual([...new Set(design)].sort());
});

test.each(events)("%s is refused in every state that it does not name", (event) => {
  for (const status of connectionStatuses) {
    const named = (transitions[event].from as readonly string[]).includes(status);
    expect(nextStatus(status, event)).toBe(named ? transitions[event].to : null);
  }
});

test("only a removal leads out of use, and only a consent leads back", () => {
  expect(events.filter((event) => nextStatus("disabled", event) !== null)).toEqual(["consent"]);
  expect(events.filter((event) => nextStatus("needs_reauthorization", event) === "connected")).toEqual(["consent"]);
  expect(events.filter((event) => transitions[event].to === "disabled")).toEqual(["removal"]);
});
