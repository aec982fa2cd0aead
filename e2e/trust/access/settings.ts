import { randomUUID } from "node:crypto";
import {
  type ActionAccess,
  absent,
  everyone,
  form,
  locationFields,
  managers,
  owners,
  page,
  type RouteAccess,
} from "./rule";

const team = (args: ActionAccess["args"]): ActionAccess => ({ roles: owners, args, names: true });

export const settingsRoutes: Record<string, RouteAccess> = {
  "/settings/locations": page("/settings/locations", "/settings/locations?notice=saved"),
  "/settings/locations/new": {
    addresses: () => ["/settings/locations/new"],
    access: { nobody: 307, roles: managers },
  },
  "/settings/locations/[id]": {
    addresses: ({ locationId }) => [`/settings/locations/${locationId}`],
    access: { nobody: 307, roles: everyone },
    names: "location",
  },
  "/settings/billing": page("/settings/billing", "/settings/billing?notice=saved"),
  "/settings/brand": page("/settings/brand", "/settings/brand?refused=type"),
  "/settings/brand/logo": absent("/settings/brand/logo"),
  "/settings/notifications": page("/settings/notifications", "/settings/notifications?notice=tested"),
  "/settings/guests": page("/settings/guests"),
  "/settings/team": page("/settings/team", "/settings/team?notice=invited"),
  "/settings/team/audit": page("/settings/team/audit", "/settings/team/audit?check=1&before=3"),
  "/settings/team/invite": { addresses: () => ["/settings/team/invite"], access: { nobody: 307, roles: owners } },
  "/settings/team/[id]": {
    addresses: ({ personId }) => [`/settings/team/${personId}`],
    access: { nobody: 307, roles: everyone },
    names: "person",
  },
};

export const settingsActions: Record<string, ActionAccess> = {
  "app/(back-office)/settings/locations/actions.ts createLocationAction": {
    roles: managers,
    args: () => [null, form(locationFields())],
  },
  "app/(back-office)/settings/locations/actions.ts updateLocationAction": {
    roles: managers,
    args: ({ locationId }) => [locationId, null, form(locationFields())],
    names: true,
  },
  "app/(back-office)/settings/locations/actions.ts setLocationActiveAction": {
    roles: managers,
    args: ({ locationId }) => [locationId, false],
    names: true,
  },
  "app/(back-office)/settings/billing/actions.ts updateBillingAction": {
    roles: owners,
    args: () => [null, form({ ...locationFields(), legalName: "Taken over", invoiceEmail: "taken@upvendo.test" })],
  },
  "app/(back-office)/settings/brand/actions.ts updateBrandAction": {
    roles: managers,
    args: () => [null, form({ name: "Taken over", accent: "#2b52d9", ground: "#ffffff", ink: "#181b22" })],
  },
  "app/(back-office)/settings/brand/actions.ts removeLogoAction": { roles: managers, args: () => [] },
  "app/(back-office)/settings/notifications/actions.ts changeRecipientsAction": {
    roles: managers,
    args: () => [null, form({ byEmail: "on", recipients: "taken@upvendo.test" })],
  },
  "app/(back-office)/settings/notifications/actions.ts changeWebhookAction": {
    roles: managers,
    args: () => [null, form({ do: "save", address: "https://taken.example.com/over" })],
  },
  "app/(back-office)/settings/notifications/actions.ts sendTestNoticeAction": { roles: managers, args: () => [] },
  "app/(back-office)/settings/guests/actions.ts guestDataAction": {
    roles: managers,
    args: () => [null, form({ do: "erase", contact: "taken@upvendo.test" })],
  },
  "app/(back-office)/settings/team/actions.ts inviteAction": {
    roles: owners,
    args: () => [null, form({ name: "Anna", email: `anna-${randomUUID()}@upvendo.test`, role: "viewer" })],
  },
  "app/(back-office)/settings/team/actions.ts resendInvitationAction": team(({ personId }) => [personId]),
  "app/(back-office)/settings/team/actions.ts withdrawInvitationAction": team(({ personId }) => [personId]),
  "app/(back-office)/settings/team/actions.ts changeRoleAction": team(({ personId }) => [
    ...[personId, { message: null }],
    form({ role: "manager" }),
  ]),
  "app/(back-office)/settings/team/actions.ts setDisabledAction": team(({ personId }) => [personId, true]),
  "app/(back-office)/settings/team/actions.ts endSessionsAction": team(({ personId }) => [personId]),
};
