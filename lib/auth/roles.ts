import type { UserRole } from "@/db/schema";

/** Whoever is signed in, as of this request. */
export type Actor = {
  sessionId: string;
  merchantId: string;
  merchantName: string;
  userId: string;
  userName: string;
  email: string;
  role: UserRole;
};

const managers: readonly UserRole[] = ["owner", "manager"];
const owners: readonly UserRole[] = ["owner"];

/** Who may do what. Everybody signed in may see everything of the own merchant. */
const permissions = {
  "connection.manage": managers,
  "connection.delete": owners,
  "locations.edit": managers,
  "orders.manage": managers,
  "channels.edit": managers,
  "items.edit": managers,
  "menus.sync": managers,
  "menus.edit": managers,
  "floor-plans.edit": managers,
  "till.message": managers,
  "payments.edit": owners,
  "billing.edit": owners,
  "brand.edit": managers,
  "notifications.edit": managers,
  "team.edit": owners,
} satisfies Record<string, readonly UserRole[]>;

export type Permission = keyof typeof permissions;

export function can(actor: Pick<Actor, "role">, permission: Permission): boolean {
  return permissions[permission].includes(actor.role);
}

export const roleLabels: Record<UserRole, string> = { owner: "Owner", manager: "Manager", viewer: "Viewer" };
