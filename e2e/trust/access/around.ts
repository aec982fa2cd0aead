import { randomUUID } from "node:crypto";
import { type ActionAccess, everyone, form, open, page, type RouteAccess } from "./rule";

export const aroundRoutes: Record<string, RouteAccess> = {
  "/": page("/"),
  "/api/events": {
    addresses: () => ["/api/events?ago=0"],
    access: { nobody: 401, roles: everyone },
    wordless: true,
  },
  "/login": open("/login", "/login?next=%2Flightspeed"),
  "/reset-password": open("/reset-password"),
  "/reset-password/[token]": open(`/reset-password/${"t".repeat(43)}`),
  "/api/auth/[...nextauth]": open("/api/auth/session", "/api/auth/csrf"),
  "/api/health/live": open("/api/health/live"),
  "/api/health/ready": open("/api/health/ready"),
  // Asks for a token of its own: lib/metrics/metrics.db.test.ts.
  "/api/metrics": open("/api/metrics"),
  "/icon.svg": open("/icon.svg"),
  "/_not-found": open("/no-such-page", "/lightspeed/no-such-page"),
  "/_global-error": open("/_global-error"),
  "/404": open("/404"),
  "/500": open("/500"),
};

export const aroundActions: Record<string, ActionAccess> = {
  "app/(auth)/actions.ts signInAction": {
    roles: "anyone",
    args: () => [{}, form({ email: `nobody-${randomUUID()}@upvendo.test`, password: "not the password", next: "/" })],
  },
  "app/(auth)/actions.ts requestPasswordResetAction": {
    roles: "anyone",
    args: () => [{}, form({ email: `nobody-${randomUUID()}@upvendo.test` })],
  },
  "app/(auth)/actions.ts completePasswordResetAction": {
    roles: "anyone",
    args: () => ["t".repeat(43), {}, form({ password: "three calm horses", repeat: "three calm horses" })],
  },
  "app/(back-office)/actions.ts signOutAction": { roles: "anyone", args: () => [] },
  "app/(back-office)/actions.ts signOutEverywhereAction": { roles: "anyone", args: () => [] },
  "app/(back-office)/actions.ts chooseLocationAction": {
    roles: everyone,
    args: ({ locationId }) => [form({ location: locationId })],
    names: true,
  },
  "app/(back-office)/actions.ts setThemeAction": { roles: everyone, args: () => [form({ theme: "dark" })] },
};
