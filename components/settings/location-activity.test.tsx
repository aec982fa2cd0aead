import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { LocationActivity } from "./location-activity";

const said = (open: number, unpaid: number, later: number, active = true) =>
  renderToStaticMarkup(
    <LocationActivity active={active} linked orders={{ open, unpaid, later }} setActive={async () => {}} />,
  );

test("who deactivates a location is told of the orders that are under way there, and what becomes of them", () => {
  expect(said(4, 1, 2)).toContain(
    "4 orders placed here are still under way, among them 2 for later and 1 not paid yet: what is paid goes on to the till all the same.",
  );
  expect(said(1, 0, 0)).toContain("1 order placed here is still under way: what is paid goes on");
  expect(said(0, 0, 0)).not.toContain("under way");
  expect(said(4, 0, 0, false)).not.toContain("under way");
});
