import { expect, test } from "vitest";
import { lifetimes } from "@/lib/lifetimes";
import { at, edit, healthy, now, off } from "@/lib/testing/help-evidence";
import { controls } from "./controls";
import { branches, diagnose } from "./diagnose";
import { type PointId, questions, troubleshooting } from "./document";
import type { HelpEvidence } from "./help-types";
import { questionLinks } from "./question-links";
import { supportWords } from "./support-words";

const points = troubleshooting.flatMap((topic) => topic.points.map(({ id, text }) => ({ id, text })));

test("the document's headings and 43 points are all here, and each point has its branch", () => {
  expect(troubleshooting.map(({ title }) => title)).toEqual([
    "OAuth connection failed",
    "Connection test failing after successful OAuth",
    "Business ID is missing",
    "Token refresh failed",
    "Webhook not receiving events",
    "PKCE or state verification errors",
    "Menu data not loading",
    "Item availability returning unexpected results",
    "Financial data not loading",
    "Order creation returns error",
    "Disconnecting Lightspeed K-Series",
  ]);
  expect(points).toHaveLength(43);
  expect(Object.keys(branches).sort()).toEqual(points.map(({ id }) => id).sort());
});

test("each of the document's twelve questions leads to something live", () => {
  expect(questions).toHaveLength(12);
  for (const { id } of questions) {
    expect(Object.keys(controls)).toContain(questionLinks[id].control(healthy));
    expect(["connect", "locations", "paymentProfiles"]).toContain(questionLinks[id].control(off));
    expect(questionLinks[id].now(healthy)).toMatch(/\.$/);
    expect(questionLinks[id].now(off)).toMatch(/\.$/);
  }
});

test("the letter to Lightspeed says of the account what is so", () => {
  const letter = (connection: Partial<HelpEvidence["connection"]>) =>
    supportWords({ ...healthy, connection: { ...healthy.connection, ...connection } }, "Why?");
  expect(letter({ status: "connected" })).toContain("account is connected to Upvendo");
  expect(letter({ status: "needs_reauthorization" })).toMatch(
    /account was connected to Upvendo .* not accept it any more/,
  );
  expect(letter({ status: "not_connected" })).toContain("account is to be connected to Upvendo");
});

test("what happened says on which day, as a date with its time wants it", () => {
  const sentences = [
    ...points.map(({ id }) => branches[id](healthy).seen),
    ...questions.map(({ id }) => questionLinks[id].now(healthy)),
  ];
  expect(sentences.filter((sentence) => /\bon \d{1,2} \w{3} \d{4}/.test(sentence)).length).toBeGreaterThan(3);
  expect(sentences.filter((sentence) => /\bat \d{1,2} \w{3} \d{4}/.test(sentence))).toEqual([]);
});

test.each(points)("“$text” says what is seen and, unless all is well, ends in something to do", ({ id }) => {
  for (const evidence of [healthy, off]) {
    const finding = branches[id](evidence);
    expect(finding.seen.length).toBeGreaterThan(10);
    if (finding.verdict === "fine") continue;
    const { fix } = finding;
    if (fix.kind === "tell") expect(fix.words).toContain("Redirect URI: https://upvendo.test/back");
    else expect(fix.label.length).toBeGreaterThan(3);
    if (fix.kind === "open") expect(fix.href).toMatch(/^\/.*#[a-z-]+(-\d+)?$/);
  }
});

test("with everything in order nothing is called a cause", () => {
  expect(points.filter(({ id }) => branches[id](healthy).verdict === "cause")).toEqual([]);
});

const faults: [PointId, string, RegExp, (evidence: HelpEvidence) => void][] = [
  [
    "test-failing.token",
    "a lost permission",
    /no longer accepts/,
    (e) => {
      e.connection.status = "needs_reauthorization";
    },
  ],
  [
    "business-missing.call-failed",
    "a business that could not be read",
    /could not be read/,
    (e) => {
      e.connection.business = null;
    },
  ],
  [
    "refresh-failed.client",
    "a refused client",
    /client ID or secret/,
    (e) => {
      e.connection.problem = { code: "client_refused", title: "", message: "", remedy: "", since: null };
    },
  ],
  [
    "webhook-silent.registered",
    "a missing endpoint",
    /no address/,
    (e) => {
      e.webhooks.endpoint = null;
    },
  ],
  [
    "webhook-silent.credentials",
    "credentials that were added later",
    /not given/,
    (e) => {
      if (e.webhooks.endpoint) e.webhooks.endpoint.withCredentials = false;
    },
  ],
  [
    "webhook-silent.credentials",
    "a password that Lightspeed has otherwise",
    /not given/,
    (e) => {
      const drift = [{ field: "User or password", ours: "as configured", theirs: "different" }];
      if (e.webhooks.endpoint) e.webhooks.endpoint.drift = drift;
    },
  ],
  [
    "order-error.endpoint",
    "an endpoint that somebody took away at Lightspeed",
    /otherwise than we registered it/,
    (e) => {
      const drift = [{ field: "Endpoint", ours: "registered", theirs: "not there" }];
      if (e.webhooks.endpoint) e.webhooks.endpoint.drift = drift;
    },
  ],
  [
    "webhook-silent.public",
    "a private address",
    /this computer/,
    (e) => {
      e.activity.lastEventAt = null;
      if (e.webhooks.endpoint) e.webhooks.endpoint.unreachable = "The address is this computer itself.";
    },
  ],
  [
    "menu-not-loading.scopes",
    "a permission that was left out",
    /orders-api was not granted/,
    (e) => {
      e.connection.scopes = e.connection.scopes.map((scope) => ({ ...scope, granted: scope.name !== "orders-api" }));
    },
  ],
  [
    "menu-not-loading.location-id",
    "a link to a place that is gone",
    /no longer among/,
    (e) => {
      e.connection.businesses = [{ id: "9", name: "Brasserie BV", locations: [] }];
    },
  ],
  [
    "order-error.oopayment",
    "a payment method that is gone",
    /is no longer in Lightspeed/,
    (e) => {
      const problem = {
        about: "payment_method",
        blocks: true,
        message: "It is no longer in Lightspeed.",
        remedy: "Choose.",
      };
      e.settings = e.settings.map((one) => ({ ...one, problems: [problem as never] }));
    },
  ],
  [
    "order-error.skus",
    "an order that named an unknown item",
    /UPV-007 failed/,
    (e) => {
      e.failedOrder = {
        id: "o",
        number: "UPV-007",
        locationId: "a",
        code: "till:refused",
        detail: "Unknown SKU MAI-X",
      };
    },
  ],
];

test.each(faults)("%s finds %s", (id, _, words, plant) => {
  const finding = branches[id](edit(plant));
  expect(finding.verdict).toBe("cause");
  expect(finding.seen).toMatch(words);
});

test("a fault in the log is asked about where it may be the reason, and nowhere else", () => {
  const fault = (operation: string) =>
    edit((evidence) => {
      evidence.faults = [
        {
          seq: "1",
          level: "warning",
          operation,
          message: "It did not work.",
          count: 1,
          firstAt: now.toISOString(),
          lastAt: now.toISOString(),
        } as never,
      ];
    });
  const verdicts = (operation: string) =>
    (["test-failing.logs", "menu-not-loading.logs"] as const).map((id) => branches[id](fault(operation)).verdict);
  expect(verdicts("Webhooks")).toEqual(["fine", "fine"]);
  expect(verdicts("Synchronise menus")).toEqual(["fine", "ask"]);
  expect(verdicts("Settings")).toEqual(["ask", "fine"]);
  expect(verdicts("Renew connection")).toEqual(["ask", "ask"]);
});

test("a proven cause comes before a question, questions come one by one, and at the end stand words for Lightspeed", () => {
  const broken = edit((evidence) => {
    evidence.webhooks.endpoint = null;
    evidence.activity.lastEventAt = null;
  });
  expect(diagnose(broken, "webhook-silent").next).toMatchObject({ id: "webhook-silent.registered", verdict: "cause" });

  const silent = edit((evidence) => {
    evidence.activity.lastEventAt = null;
  });
  expect(diagnose(silent, "webhook-silent").next).toMatchObject({ id: "webhook-silent.portal", verdict: "ask" });
  const { next, lastResort } = diagnose(silent, "webhook-silent", ["webhook-silent.portal"]);
  expect(next).toBeNull();
  expect(lastResort).toContain("Business: Brasserie BV (9)");
});

test("an address that events come to is reached, whatever it looks like", () => {
  const local = edit((evidence) => {
    if (evidence.webhooks.endpoint) evidence.webhooks.endpoint.unreachable = "The address is this computer itself.";
  });
  expect(branches["webhook-silent.public"](local)).toMatchObject({ verdict: "fine" });
});

test("a cause that follows from another stands behind it, and what is suspected before what is only asked", () => {
  const empty = edit((evidence) => {
    Object.assign(evidence.connection, { business: null, businesses: [] });
  });
  const { points, next } = diagnose(empty, "business-missing");
  expect(points.filter(({ verdict }) => verdict === "cause").map(({ id }) => id)).toEqual([
    "business-missing.call-failed",
    "business-missing.reconnect",
    "business-missing.no-business",
  ]);
  expect(next).toMatchObject({ id: "business-missing.no-business" });
  const denied = { ...off, signIn: { outcome: "denied" as const, at } };
  expect(diagnose(denied, "oauth-failed").next).toMatchObject({ id: "oauth-failed.admin", likely: true });
  expect(diagnose(off, "oauth-failed").next).toMatchObject({ id: "oauth-failed.k-series" });
});

test("a sign-in that may still come back is no failure, and one that never did is", () => {
  const went = (minutesAgo: number): HelpEvidence => ({
    ...off,
    signIn: { outcome: "not_back", at: new Date(now.getTime() - minutesAgo * 60_000).toISOString() },
  });
  expect(branches["oauth-failed.redirect-uri"](went(9))).not.toHaveProperty("likely");
  expect(branches["oauth-failed.redirect-uri"](went(11))).toHaveProperty("likely", true);
});

test("a cause cannot be answered away by the address of the page alone while it lasts", () => {
  const broken = edit((evidence) => {
    evidence.webhooks.endpoint = null;
  });
  const { points, next } = diagnose(broken, "webhook-silent", ["webhook-silent.registered"]);
  expect(points.find(({ id }) => id === "webhook-silent.registered")).toMatchObject({ verdict: "cause" });
  expect(next).toMatchObject({ id: "webhook-silent.registered" });
});

test("a Business ID of the sign-in before is not called fine while the list of the last one is not read", () => {
  const { connection } = healthy;
  const problem = { code: "business_missing", title: "t", message: "m", remedy: "r", since: null };
  const unread: HelpEvidence = {
    ...healthy,
    connection: { ...connection, status: "degraded", problem, businessesReadAt: null },
  };
  for (const id of ["business-missing.call-failed", "business-missing.reconnect"] as const) {
    expect(branches[id](healthy).verdict).toBe("fine");
    expect(branches[id](unread).verdict).toBe("cause");
  }
  expect(branches["business-missing.no-business"](unread).verdict).toBe("ask");
});

const seenByLightspeed: [PointId, keyof typeof lifetimes][] = [
  ["test-failing.last-checked", "connection"],
  ["test-failing.suspended", "connection"],
  ["business-missing.call-failed", "link"],
  ["business-missing.reconnect", "link"],
  ["business-missing.no-business", "link"],
  ["refresh-failed.revoked", "connection"],
  ["webhook-silent.registered", "webhook"],
  ["webhook-silent.credentials", "webhook"],
  ["financial.range", "connectionTest"],
  ["order-error.profile", "orderSettings"],
  ["order-error.endpoint", "webhook"],
  ["order-error.oopayment", "orderSettings"],
];

test.each(seenByLightspeed)("%s is in order for as long as its proof counts", (id, lifetime) => {
  const found = branches[id](healthy);
  expect(found).toMatchObject({ verdict: "fine", proof: { lifetime: lifetimes[lifetime] } });
  const topic = troubleshooting.find(({ points: all }) => all.some((point) => point.id === id));
  if (!topic) throw new Error("no topic has this point");
  const oldOnes = (evidence: HelpEvidence) => diagnose(evidence, topic.id).old.map((point) => point.id);
  expect(oldOnes(healthy)).not.toContain(id);
  expect(oldOnes({ ...healthy, now: new Date(now.getTime() + 31 * 86_400_000) })).toContain(id);
});

test("of several places the settings that were compared longest ago count", () => {
  const [one] = healthy.settings;
  if (!one) throw new Error("there is no place");
  const longAgo = new Date("2026-11-20T10:00:00.000Z");
  const both = { ...healthy, settings: [one, { ...one, checkedAt: longAgo }] };
  expect(branches["order-error.profile"](both)).toMatchObject({ proof: { at: longAgo.toISOString() } });
});
