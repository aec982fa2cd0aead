import { type ActionAccess, everyone, form, managers, page, type RouteAccess } from "./rule";

export const setupRoutes: Record<string, RouteAccess> = {
  "/setup": page("/setup"),
  "/setup/certificate/[id]": {
    addresses: ({ certificateId }) => [`/setup/certificate/${certificateId}`],
    access: { nobody: 307, roles: everyone },
    names: "certificate",
  },
  "/setup/panel": { addresses: () => ["/setup/panel"], access: { nobody: 401, roles: everyone }, wordless: true },
  "/help": page("/help"),
  "/help/[topic]": page("/help/oauth-failed", "/help/webhook-silent?yes=webhook-silent.portal,none"),
};

export const setupActions: Record<string, ActionAccess> = {
  "app/(back-office)/setup/actions.ts answerAction": {
    roles: managers,
    args: () => ["channels", { message: null }, form({ answer: "online" })],
  },
  "app/(back-office)/setup/actions.ts placeTestOrderAction": {
    roles: managers,
    args: ({ locationId }) => [{ message: null }, form({ location: locationId })],
    names: true,
  },
  "app/(back-office)/setup/actions.ts runRehearsalAction": {
    roles: managers,
    args: ({ locationId }) => [{ message: null, stop: null }, form({ subject: locationId })],
    names: true,
  },
  "app/(back-office)/setup/actions.ts lookNowAction": {
    roles: managers,
    args: ({ rehearsalId }) => [{ message: null, stop: null }, form({ subject: rehearsalId })],
    names: true,
  },
  "app/(back-office)/setup/actions.ts askAgainAction": { roles: managers, args: () => [] },
  "app/(back-office)/help/actions.ts repairAction": {
    roles: managers,
    args: () => ["check-order-settings", { message: null, done: false }],
  },
};
