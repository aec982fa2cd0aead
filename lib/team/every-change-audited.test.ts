import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { sourceFiles } from "@/lib/testing/source-files";

/** They ask who may, and change nothing that somebody would have to answer for. */
const changesNothing: Record<string, string> = {
  "lib/brand/rules.ts": "the question itself",
  "lib/locations/rules.ts": "the question itself",
  "lib/payments/profiles/rules.ts": "the question itself",
  "lib/team/rules.ts": "the question itself",
  "lib/lightspeed/connection/test-connection.ts": "tries",
  "lib/lightspeed/menu/preview-changes.ts": "reads",
  "lib/lightspeed/menu/start-sync.ts": "reads the vendor's menus; the reading names who began it",
  "lib/lightspeed/webhooks/get-webhooks.ts": "reads",
  "lib/lightspeed/webhooks/send-test-event.ts": "tries",
  "lib/orders/get-guest-pages.ts": "reads",
  "lib/orders/place-test-order.ts": "an order that is marked as a test",
  "lib/orders/reconciliation/request-reconciliation.ts": "compares; the run names who asked",
  "lib/payments/profiles/check-profile.ts": "asks the provider",
  "lib/setup/get-emily.ts": "reads",
  "lib/setup/help/repair.ts": "calls verbs that write it down",
  "lib/setup/rehearsal/look-now.ts": "reads the till",
};
const asks = /\bcan\(actor,|\brequire\w*(Editor|Orders|Setup)\(actor\)/;
const writes = /\b(appendAudit|auditOrder|noteItemChange)\(/;

test("every verb that asks whether somebody may change something writes down in the audit log that they did", () => {
  const silent = sourceFiles("lib")
    .filter((path) => !path.startsWith("lib/auth/"))
    .filter((path) => {
      const text = readFileSync(path, "utf8");
      return asks.test(text) && !writes.test(text);
    });
  expect(silent.filter((path) => !changesNothing[path])).toEqual([]);
  expect(Object.keys(changesNothing).filter((path) => !silent.includes(path))).toEqual([]);
});
