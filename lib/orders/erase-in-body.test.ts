import { expect, test } from "vitest";
import { eraseInBody } from "./erase-in-body";

test("fields of a guest and the guest's words go; what finds and handles a message stays, digit for digit", () => {
  const body = `{"type":"ORDER","status":"SUCCESS","thirdPartyReference":"UPV-1-A","businessLocationId":9007199254740993,
    "ikentooAccountIdentifier":"A7.1","amount":12.50,"account":{"name":"Ada L","lines":[{"name":"Rose wine","sku":"1"}]},
    "reason":"Ada is blocked","customerInfo":{"firstName":"Ada"},"x":[{"email":"ada@guest.test"}]}`;
  expect(eraseInBody(body, ["Ada"])).toBe(
    '{"type":"ORDER","status":"SUCCESS","thirdPartyReference":"UPV-1-A","businessLocationId":9007199254740993,' +
      '"ikentooAccountIdentifier":"A7.1","amount":12.50,"account":{"name":"[erased]","lines":[{"name":"Rose wine","sku":"1"}]},' +
      '"reason":"[erased] is blocked","customerInfo":"[erased]","x":[{"email":"[erased]"}]}',
  );
});

test("a field that comes twice, and what no parser can follow", () => {
  expect(eraseInBody('{"note":"a","note":"b","n":1}', [])).toBe('{"note":"[erased]","n":1}');
  expect(eraseInBody(`${"[".repeat(200_000)}${"]".repeat(200_000)}`, [])).toBe('"[erased]"');
});
