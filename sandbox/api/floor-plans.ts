import { floorPlansOf } from "../world/back-office";
import type { FloorPlan, Table } from "../world/venue";
import { apiError } from "./errors";
import type { Operation } from "./operation";
import { int64 } from "./wire";

const tableOnTheWire = ({ number, reference, id, active, description, seats }: Table) => ({
  number,
  reference,
  id,
  active,
  description,
  defaultClientCount: seats,
});

const planOnTheWire = ({ id, name, tables }: FloorPlan, expanded: boolean) => ({
  id: int64(id),
  name,
  ...(expanded ? { tables: tables.map(tableOnTheWire) } : {}),
});

const common = { kind: "floorPlans", scope: "orders-api", errors: "ordering", about: "location-in-path" } as const;

export const floorPlans: Operation[] = [
  {
    ...common,
    id: "listFloorplans",
    method: "GET",
    path: "/o/op/data/{businessLocationId}/floorplans",
    handle: (call) => {
      const plans = floorPlansOf(call.site());
      if (plans.length === 0) return { status: 404 };
      const expanded = call.query.get("expandTables") !== "false";
      return { status: 200, body: plans.map((plan) => planOnTheWire(plan, expanded)) };
    },
  },
  {
    ...common,
    id: "listFloorplanTables",
    method: "GET",
    path: "/o/op/data/{businessLocationId}/floorplans/{floorPlanId}/tables",
    handle: (call) => {
      const plan = floorPlansOf(call.site()).find(({ id }) => id === call.parameters.floorPlanId);
      if (!plan) return apiError(call.path, 404, `floor plan not found ${call.parameters.floorPlanId}`);
      return { status: 200, body: plan.tables.map(tableOnTheWire) };
    },
  },
];
