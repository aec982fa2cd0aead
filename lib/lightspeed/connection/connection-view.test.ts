import { expect, test } from "vitest";
import { connectionStatuses } from "@/db/schema";
import { deriveStatus } from "./connection-view";
import { missingScopes } from "./scopes";

const open = { flowOpen: true, environment: "trial" } as const;
const closed = { flowOpen: false, environment: "trial" } as const;
const all = ["orders-api", "financial-api", "items", "offline_access"];

test("a merchant who was never connected is not connected, and connecting while a sign-in is open", () => {
  expect(deriveStatus(null, closed)).toBe("not_connected");
  expect(deriveStatus(null, open)).toBe("connecting");
  expect(deriveStatus({ environment: "trial", status: "not_connected", scopes: [] }, open)).toBe("connecting");
});

test("after Delete an open sign-in shows as connecting, and without one it stays disabled", () => {
  expect(deriveStatus({ environment: "trial", status: "disabled", scopes: [] }, closed)).toBe("disabled");
  expect(deriveStatus({ environment: "trial", status: "disabled", scopes: [] }, open)).toBe("connecting");
});

test.each(["connected", "degraded", "needs_reauthorization"] as const)(
  "an open sign-in hides nothing of a connection that is %s",
  (status) => {
    expect(deriveStatus({ environment: "trial", status, scopes: all }, open)).toBe(status);
  },
);

test.each(all)("a missing %s makes a connected integration one with problems", (scope) => {
  const scopes = all.filter((name) => name !== scope);
  expect(deriveStatus({ environment: "trial", status: "connected", scopes }, closed)).toBe("degraded");
  expect(missingScopes(scopes).map(({ name }) => name)).toEqual([scope]);
});

test("missing permissions change no other state, and more than needed is no fault", () => {
  for (const status of connectionStatuses.filter((name) => name !== "connected"))
    expect(deriveStatus({ environment: "trial", status, scopes: [] }, closed)).toBe(status);
  expect(deriveStatus({ environment: "trial", status: "connected", scopes: [...all, "something-new"] }, closed)).toBe(
    "connected",
  );
});

test("a connection of another environment must be made anew, and a removed one stays removed", () => {
  const production = { flowOpen: false, environment: "production" } as const;
  for (const status of ["connected", "degraded", "needs_reauthorization"] as const)
    expect(deriveStatus({ environment: "trial", status, scopes: all }, production)).toBe("needs_reauthorization");
  expect(deriveStatus({ environment: "trial", status: "disabled", scopes: [] }, production)).toBe("disabled");
});
