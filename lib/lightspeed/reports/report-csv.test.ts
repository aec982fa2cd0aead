import { expect, test } from "vitest";
import { reportCsv } from "./report-csv";
import type { ReportView } from "./report-view";

const view: ReportView = {
  ...{ from: "2026-11-01", to: "2026-11-02", currency: "EUR", timeZone: "Europe/Brussels", today: "2026-11-26" },
  days: [
    {
      ...{ day: "2026-11-01", complete: true, readAt: "2026-11-26T10:00:00.000Z", receipts: 2, covers: 4 },
      ...{ salesMinor: 2420, taxMinor: 420, paidMinor: 2420, tipMinor: 150 },
    },
  ],
  ...{ missing: ["2026-11-02"], open: 0 },
  totals: {
    ...{ receipts: 2, covers: 4, salesMinor: 2420, netMinor: 2000, taxMinor: 420, discountMinor: 0 },
    ...{ paidMinor: 2420, tipMinor: 150, surchargeMinor: 0, differenceMinor: 0 },
  },
  types: [{ name: "SALE", count: 2, salesMinor: 2420 }],
  hours: [
    { name: "9", count: 2, salesMinor: 2420 },
    { name: "", count: 1, salesMinor: 0 },
  ],
  profiles: [{ name: "", count: 2, salesMinor: 2420 }],
  groups: [{ name: '=HYPERLINK("http://evil")', count: 2, salesMinor: -2420, taxMinor: 420 }],
  taxes: [{ name: "A", netMinor: 2000, taxMinor: 420 }],
  payments: [{ code: "CARD", name: 'Card, "chip"', count: 2, paidMinor: 2420, tipMinor: 150 }],
  ...{ leftOut: [], readAt: null, load: null },
};

test("the file has the page's tables, amounts as numbers, and no name that a spreadsheet would run", () => {
  const lines = reportCsv(view).split("\r\n");
  expect(lines[0]).toBe("\u{FEFF}Table,Name,Count,Sales,Of which tax,Paid,Tips,Currency,Note");
  expect(lines[1]).toBe("Total,2026-11-01 to 2026-11-02,2,24.20,4.20,24.20,1.50,EUR,1 day is missing");
  expect(lines[2]).toBe("Business day,2026-11-01,2,24.20,4.20,24.20,1.50,EUR,");
  expect(lines).toContain('Payment method,"Card, ""chip""",2,,,24.20,1.50,EUR,');
  expect(lines).toContain(`Accounting group,"'=HYPERLINK(""http://evil"")",2,-24.20,4.20,,,EUR,`);
  expect(lines).toContain("Hour,09:00,2,24.20,,,,EUR,");
  expect(lines).toContain("Hour,Not stated,1,0.00,,,,EUR,");
  expect(lines).toContain("Order profile,Not stated,2,24.20,,,,EUR,");
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])("%j as a name is text", (name) => {
  const csv = reportCsv({ ...view, groups: [{ name, count: 1, salesMinor: 1, taxMinor: 0 }] });
  expect(csv).toMatch(/Accounting group,"?'/);
});
