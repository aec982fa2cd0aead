import { expect, test } from "vitest";
import { connectionStatuses } from "@/db/schema";
import { deriveStatus } from "./connection-view";
import { missingScopes } from "./scopes";

const all = ["orders-api", "financial-api", "items", "offline_access"];

test("a merchant who was never connected is not connected, and connecting while a sign-in is open", () => {
  expect(deriveStatus(null, false)).toBe("not_connected");
  expect(deriveStatus(null, true)).toBe("connecting");
  expect(deriveStatus({ status: "not_connected", scopes: [] }, true)).toBe("connecting");
});

test("after Delete an open sign-in shows as connecting, and without one it stays disabled", () => {
  expect(deriveStatus({ status: "disabled", scopes: [] }, false)).toBe("disabled");
  expect(deriveStatus({ status: "disabled", scopes: [] }, true)).toBe("connecting");
});

test.each(["connected", "degraded", "needs_reauthorization"] as const)(
  "an open sign-in hides nothing of a connection that is %s",
  (status) => {
    expect(deriveStatus({ status, scopes: all }, true)).toBe(status);
  },
);

test.each(all)("a missing %s makes a connected integration one with problems", (scope) => {
  const scopes = all.filter((name) => name !== scope);
  expect(deriveStatus({ status: "connected", scopes }, false)).toBe("degraded");
  expect(missingScopes(scopes).map(({ name }) => name)).toEqual([scope]);
});

test("missing permissions change no other state, and more than needed is no fault", () => {
  for (const status of connectionStatuses.filter((name) => name !== "connected"))
    expect(deriveStatus({ status, scopes: [] }, false)).toBe(status);
  expect(deriveStatus({ status: "connected", scopes: [...all, "something-new"] }, false)).toBe("connected");
});
