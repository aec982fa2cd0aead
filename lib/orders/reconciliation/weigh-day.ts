import type { TenantTransaction } from "@/db/client";
import type { Reconciliation } from "@/db/schema";
import { raiseIssue } from "@/lib/attention/raise-issue";
import { resolveIssue } from "@/lib/attention/resolve-issue";
import { differenceTitle } from "./difference-words";

const KIND = "reconciliation";

/** So many failures in a row are nothing that passes by itself. */
const WORTH_TELLING = 4;

/** One issue for each location and day: raised by what a run found, over when another finds the day even. */
export async function weighDay(tx: TenantTransaction, row: Reconciliation | null, locationName: string): Promise<void> {
  if (!row) return;
  const { locationId, day, state, differences, problem, attempts, triedAt } = row;
  const identity = { merchantId: tx.merchantId, kind: KIND, key: `${locationId}:${day}`, at: triedAt ?? new Date() };
  const place = { ...identity, locationId, href: `/orders/reconciliation#day-${day}-${locationId}` };
  if (state === "even") {
    await resolveIssue(tx, { ...identity, proof: `Compared again: ${day} is even at ${locationName}.` });
    return;
  }
  if (state === "differs") {
    const many = differences.length === 1 ? "One difference" : `${differences.length} differences`;
    await raiseIssue(tx, {
      ...{ ...place, severity: "warning" },
      title: `The books of ${day} do not agree at ${locationName}`,
      body: `${many}: ${summary(differences)}`,
      remedy: "Open the day: each difference says what to do. Then press Run again.",
    });
    return;
  }
  if (state === "unreadable" && attempts >= WORTH_TELLING && problem)
    await raiseIssue(tx, {
      ...{ ...place, severity: "warning", remedy: problem.remedy },
      title: `The books of ${day} could not be compared at ${locationName}`,
      body: problem.message,
    });
}

function summary(differences: Reconciliation["differences"]): string {
  const first = differences
    .slice(0, 3)
    .map(
      ({ kind, order, reference }) => `${order?.number ?? reference ?? "?"}: ${differenceTitle[kind].toLowerCase()}`,
    );
  return first.join("; ") + (differences.length > 3 ? "; and more" : "");
}
