import { expect, test } from "vitest";
import { guestWords, leaveOut, tellingWords, withoutWords } from "./guest-words";

const guest = {
  number: "UPV-007",
  customer: { firstName: "Anne-Marie", email: "a.m+x@guest.test", phone: "+32470123456" },
  address: { line1: 'Rue "Haute" 7', zip: "1000", city: "Brussels" },
  note: null,
};

test("names with a hyphen, and whatever else a pattern would take for its own, are left out as whole words", () => {
  const change = leaveOut(guestWords(guest), "[x]");
  expect(change('ANNE-MARIE, a.m+x@guest.test, +32470123456 of Rue "Haute" 7')).toBe("[x], [x], [x] of [x]");
  expect(change("Anne-Maries, aam+x@guest.test")).toBe("Anne-Maries, aam+x@guest.test");
});

test("also inside an address of the web and inside JSON that is a text", () => {
  const change = leaveOut(guestWords(guest), "[x]");
  expect(change("/back?mail=a.m%2Bx%40guest.test&to=Rue+%22Haute%22+7")).toBe("/back?mail=[x]&to=[x]");
  expect(change(JSON.stringify({ to: guest.address.line1 }))).toBe('{"to":"[x]"}');
});

test("beside the order only what can be nobody else's: a first name alone stays", () => {
  const change = leaveOut(tellingWords(guest), "[x]");
  expect(change("Connected by Anne-Marie in Brussels")).toBe("Connected by Anne-Marie in Brussels");
  expect(change('Check of Anne-Marie UPV-007, Rue "Haute" 7')).toBe("Check of [x], [x]");
});

test("without a guest nothing changes, and numbers and keys never do", () => {
  expect(leaveOut([], "[x]")("Ada")).toBe("Ada");
  expect(withoutWords({ 1000: 1000, at: ["1000", null] }, guestWords(guest), "[x]")).toEqual({
    1000: 1000,
    at: ["[x]", null],
  });
});
