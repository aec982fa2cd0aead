import { randomUUID } from "node:crypto";
import { type ActionAccess, everyone, form, open, owners, page, type RouteAccess } from "./rule";

export const paymentsRoutes: Record<string, RouteAccess> = {
  "/settings/payments": page("/settings/payments", "/settings/payments?notice=removed"),
  "/settings/payments/new": {
    addresses: () => ["/settings/payments/new", "/settings/payments/new?provider=viva"],
    access: { nobody: 307, roles: owners },
  },
  "/settings/payments/[id]": {
    addresses: ({ profileId }) => [`/settings/payments/${profileId}`],
    access: { nobody: 307, roles: everyone },
    names: "payment profile",
  },
  // Each knows its sender by other means than a session: lib/payments/receive-*.db.test.ts.
  "/webhook/stripe/[profileId]": open(`/webhook/stripe/${randomUUID()}`),
  "/webhook/viva/[profileId]": open(`/webhook/viva/${randomUUID()}`),
  // Sends a guest back to where the payment began, and tells nothing.
  "/api/payments/return/[profileId]": open(`/api/payments/return/${randomUUID()}?s=1`),
};

export const paymentsActions: Record<string, ActionAccess> = {
  "app/(back-office)/settings/payments/actions.ts createProfileAction": {
    roles: owners,
    args: () => ["stripe", null, form({ name: "Taken over", country: "BE", secretKey: `sk_test_${randomUUID()}` })],
  },
  "app/(back-office)/settings/payments/actions.ts updateDetailsAction": {
    roles: owners,
    args: ({ profileId }) => [profileId, null, form({ name: `Taken over ${randomUUID().slice(0, 8)}`, country: "NL" })],
    names: true,
  },
  "app/(back-office)/settings/payments/actions.ts replaceKeysAction": {
    roles: owners,
    args: ({ profileId }) => [profileId, "stripe", null, form({ secretKey: `sk_test_${"a".repeat(24)}` })],
    names: true,
  },
  "app/(back-office)/settings/payments/actions.ts addSigningSecretAction": {
    roles: owners,
    args: ({ profileId }) => [profileId, null, form({ secret: `whsec_${"a".repeat(24)}` })],
    names: true,
  },
  "app/(back-office)/settings/payments/actions.ts assignLocationsAction": {
    roles: owners,
    args: ({ profileId, locationId }) => [profileId, form({ location: locationId })],
    names: true,
  },
  "app/(back-office)/settings/payments/actions.ts checkProfileAction": {
    roles: owners,
    args: ({ profileId }) => [profileId],
    names: true,
  },
  "app/(back-office)/settings/payments/actions.ts rotateSecretAction": {
    roles: owners,
    args: ({ profileId }) => [profileId],
    names: true,
  },
  "app/(back-office)/settings/payments/actions.ts removeProfileAction": {
    roles: owners,
    args: ({ profileId }) => [profileId],
    names: true,
  },
};
