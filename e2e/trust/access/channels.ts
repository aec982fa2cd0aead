import { randomUUID } from "node:crypto";
import { type ActionAccess, everyone, form, managers, page, type RouteAccess } from "./rule";

export const channelsRoutes: Record<string, RouteAccess> = {
  "/channels": page("/channels", "/channels?notice=on"),
  "/channels/keys": page("/channels/keys", "/channels/keys?notice=revoked"),
  "/channels/links": page("/channels/links", "/channels/links?notice=made"),
  "/channels/tables": page("/channels/tables", "/channels/tables?notice=replaced"),
  "/channels/tables/codes": {
    addresses: ({ locationId }) => [`/channels/tables/codes?location=${locationId}`],
    access: { nobody: 401, roles: everyone },
    wordless: true,
    names: "location",
  },
  "/channels/test": page("/channels/test", `/channels/test?type=takeaway&q=a&order=${randomUUID()}`),
};

export const channelsActions: Record<string, ActionAccess> = {
  "app/(back-office)/channels/actions.ts switchChannelAction": {
    roles: managers,
    args: ({ locationId }) => [locationId, "in_house", true],
    names: true,
  },
  "app/(back-office)/channels/actions.ts pauseChannelAction": {
    roles: managers,
    args: ({ locationId }) => [locationId, "kiosk", form({ minutes: "30", reason: "Full" })],
    names: true,
  },
  "app/(back-office)/channels/actions.ts resumeChannelAction": {
    roles: managers,
    args: ({ locationId }) => [locationId, "kiosk"],
    names: true,
  },
  "app/(back-office)/channels/actions.ts makeApiKeyAction": {
    roles: managers,
    args: ({ locationId }) => [
      { key: null, message: null },
      form({ location: locationId, channel: "kiosk", name: "K" }),
    ],
    names: true,
  },
  "app/(back-office)/channels/actions.ts revokeApiKeyAction": { roles: managers, args: () => [randomUUID()] },
  "app/(back-office)/channels/actions.ts rotateTableCodesAction": {
    roles: managers,
    args: ({ locationId }) => [locationId],
    names: true,
  },
  "app/(back-office)/channels/actions.ts replaceKioskLinkAction": {
    roles: managers,
    args: ({ locationId }) => [locationId],
    names: true,
  },
  "app/(back-office)/channels/actions.ts testOrderAction": {
    roles: managers,
    args: ({ locationId }) => [
      { message: null, verdict: null, quantities: {} },
      form({ location: locationId, type: "dine_in", key: randomUUID(), do: "check" }),
    ],
    names: true,
  },
};
