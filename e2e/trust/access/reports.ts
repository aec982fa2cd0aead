import { type ActionAccess, everyone, page, type RouteAccess } from "./rule";

export const reportsRoutes: Record<string, RouteAccess> = {
  "/lightspeed/reports": page("/lightspeed/reports", "/lightspeed/reports?place=x&from=2026-11-01&to=2026-11-02"),
  "/lightspeed/reports/export": {
    addresses: () => ["/lightspeed/reports/export", "/lightspeed/reports/export?from=2026-11-01&to=2026-11-02"],
    access: { nobody: 401, roles: everyone },
    wordless: true,
  },
};

export const reportsActions: Record<string, ActionAccess> = {
  "app/(back-office)/lightspeed/reports/actions.ts readReportAction": {
    roles: everyone,
    args: ({ locationId }) => [{ locationId, from: "2026-11-01", to: "2026-11-02" }],
    names: true,
  },
  "app/(back-office)/lightspeed/reports/actions.ts cancelReportAction": {
    roles: everyone,
    args: ({ locationId }) => [locationId],
    names: true,
  },
  "app/(back-office)/lightspeed/reports/actions.ts refreshReferenceAction": {
    roles: everyone,
    args: ({ locationId }) => [locationId],
    names: true,
  },
};
