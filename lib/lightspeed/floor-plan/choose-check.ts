import type { OpenCheck } from "./floor-plan-types";

/** The open checks of a table, the oldest first. Never only one of several: Lightspeed's own look-up by table gives just the oldest. */
export function checksOfTable(checks: readonly OpenCheck[], tableNumber: number): OpenCheck[] {
  return checks
    .filter((check) => check.tableNumber === tableNumber)
    .sort((a, b) => (a.openedAt ?? "").localeCompare(b.openedAt ?? "") || a.key.localeCompare(b.key));
}

/**
 * The check that a guest of this table chose by its account identifier, as it is now; null where it is closed, on another table,
 * or where Lightspeed lists two under one identifier, so that no payment can land on the wrong one.
 */
export function chooseCheck(
  checks: readonly OpenCheck[],
  { tableNumber, accountIdentifier }: { tableNumber: number; accountIdentifier: string },
): OpenCheck | null {
  const named = checks.filter((check) => check.accountIdentifier === accountIdentifier);
  const [check] = named;
  return check && named.length === 1 && check.tableNumber === tableNumber ? check : null;
}
