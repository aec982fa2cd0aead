import type { Sale } from "../sales/sale";
import { devices, staff } from "../world/reference";
import { profileOf } from "../world/venue";
import type { Site } from "../world/world";
import { type Check, type CheckLine, flattened, lineAmounts } from "./check";
import { saveCheck } from "./checks";

function lineOfSale(line: CheckLine, parentId: string | undefined) {
  return {
    id: `S${line.id}`,
    parentId,
    sku: line.sku,
    name: line.name,
    quantity: line.quantity,
    listCents: line.unitCents,
    costCents: line.costCents,
    ...lineAmounts(line),
    discount: line.discountCents * 10_000,
    discountCode: line.discountCode,
    discountName: line.discountName,
    taxCode: line.tax.code,
    percent: line.tax.percent,
    included: line.tax.included,
    group: line.group,
    at: line.at,
  };
}

const linesOfSale = (lines: CheckLine[], parentId?: string): Sale["lines"] =>
  lines.flatMap((line) => [lineOfSale(line, parentId), ...linesOfSale(line.subLines, `S${line.id}`)]);

/** What a closed check leaves in the books. */
function saleOf({ venue }: Site, check: Check, closedAt: number): Sale {
  const [till] = devices;
  const profile = profileOf(venue, check.profileCode);
  return {
    identifier: check.identifier,
    receiptId: check.identifier.replace("A", "R"),
    type: "SALE",
    cancelled: false,
    initial: check.identifier,
    openedAt: check.openedAt,
    closedAt,
    filedAt: closedAt,
    table: check.table,
    covers: check.covers,
    profileCode: check.profileCode,
    dineIn: profile?.deliveryMode === "NONE",
    owner: staff.find(({ id }) => id === check.staffId) ?? { id: check.staffId, name: "" },
    device: till ?? { id: 0, name: "" },
    references: check.origins.map(({ reference }) => `TASK:OO-${venue.location.id}-${reference}`),
    lines: linesOfSale(check.lines),
    payments: check.payments,
    customer: check.customer,
  };
}

/** Closes a check that owes nothing; the day's sales have it from now on. */
export function closeCheck(site: Site, check: Check): Check {
  const closedAt = site.now();
  const closed = saveCheck(site, { ...check, closedAt });
  if (flattened(check.lines).length > 0) site.till.sales.set(check.identifier, saleOf(site, closed, closedAt));
  site.changed();
  return closed;
}
