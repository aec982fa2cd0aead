import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { measuredPages } from "./measured-pages";

const ids = {
  ...{ locationId: "L", profileId: "P", businessId: "B", businessLocationId: "BL", linkedPlaceId: "BL" },
  ...{ deliveryId: "D", orderId: "O", rehearsalId: "R", certificateId: "C", personId: "X" },
  ...{ itemId: "I", guestOrderId: "G" },
};

const routeOf = (file: string) => {
  const parts = dirname(file).split("/");
  return `/${parts.filter((part) => !/^\(.*\)$/.test(part)).join("/")}`;
};

test("every page of the app is measured, at an address of its own", () => {
  const { staff, guests, signedOut } = measuredPages(ids);
  const measured = { ...staff, ...guests, ...signedOut };
  const routes = readdirSync("app", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith("page.tsx") && dirname(file) !== ".")
    .map(routeOf)
    .sort();
  expect(routes.length).toBeGreaterThan(40);
  expect(routes.filter((route) => !(route in measured))).toEqual([]);
  expect(Object.values(measured).filter((address) => address.includes("undefined"))).toEqual([]);
  expect(new Set(Object.values(measured)).size).toBe(Object.keys(measured).length);
});
