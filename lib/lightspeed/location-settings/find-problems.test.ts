import { expect, test } from "vitest";
import { type Choices, findProblems } from "./find-problems";

const lists = {
  profiles: [
    { code: "DINEIN", name: "Dine-in", deliveryMode: "NONE" },
    { code: "TAKEAWAY", name: "Takeaway", deliveryMode: "TAKE_AWAY" },
    { code: "ODD", name: "", deliveryMode: null },
  ],
  methods: [
    { code: "OOPAYMENT", name: "Online order payment" },
    { code: "CARD", name: "Bank card" },
  ],
};
const good: Choices = {
  orderProfileDineIn: "DINEIN",
  orderProfileTakeaway: "TAKEAWAY",
  paymentMethodCode: "OOPAYMENT",
  paymentMethodName: "Online order payment",
  staffId: null,
};
const found = (change: Partial<Choices>, mappedStaffId: string | null | undefined = "48213", known = lists) =>
  findProblems({ ...good, ...change }, { ...known, mappedStaffId }).map(({ about, blocks }) => `${about} ${blocks}`);

test("settings that Lightspeed knows are no problem", () => {
  expect(found({})).toEqual([]);
  expect(found({ orderProfileDineIn: "ODD" })).toEqual([]);
});

test("what is not chosen blocks, with the kind of order that it stops", () => {
  const nothing = { orderProfileDineIn: null, orderProfileTakeaway: null, paymentMethodCode: null };
  const unknown = { profiles: null, methods: null, mappedStaffId: undefined };
  expect(
    findProblems({ ...good, ...nothing }, unknown).map(({ about, blocks, message }) => [about, blocks, message]),
  ).toEqual([
    ["order_profile_dine_in", true, expect.stringContaining("dine-in orders are not sent")],
    ["order_profile_takeaway", true, expect.stringContaining("takeaway orders are not sent")],
    ["payment_method", true, expect.stringContaining("cannot be settled")],
  ]);
});

test("a profile or method that has gone from Lightspeed blocks; it is named", () => {
  expect(found({}, "1", { ...lists, methods: [] })).toEqual(["payment_method true"]);
  expect(found({}, "1", { ...lists, profiles: [] })).toEqual([
    "order_profile_dine_in true",
    "order_profile_takeaway true",
  ]);
  const [gone] = findProblems(good, { ...lists, methods: [], mappedStaffId: "1" });
  expect(gone?.message).toContain("“Online order payment (OOPAYMENT)” is no longer in Lightspeed");
  // Codes are compared as they are written: K-Series would not find another spelling.
  expect(found({ paymentMethodCode: "oopayment" })).toEqual(["payment_method true"]);
});

test("another name under the same code, and a profile of the other kind, are warnings", () => {
  expect(found({ paymentMethodName: "Web payment" })).toEqual(["payment_method false"]);
  expect(found({ orderProfileDineIn: "TAKEAWAY" })).toEqual(["order_profile_dine_in false"]);
  expect(found({ orderProfileTakeaway: "DINEIN" })).toEqual(["order_profile_takeaway false"]);
});

test("no staff anywhere is a warning; not knowing what Lightspeed maps is none", () => {
  expect(found({}, null)).toEqual(["staff false"]);
  expect(findProblems(good, { ...lists, mappedStaffId: undefined })).toEqual([]);
  expect(found({ staffId: "48213" }, null)).toEqual([]);
});

test("a list that Lightspeed did not give says nothing about the choices from it", () => {
  expect(findProblems(good, { profiles: null, methods: null, mappedStaffId: undefined })).toEqual([]);
});
