import { inspect } from "node:util";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { createScanner, newCanary } from "./canaries";

const secret = newCanary();
const scanOf = (text: string) => {
  const scanner = createScanner({ token: secret });
  scanner.scan("here", text);
  return scanner.hits();
};
const basic = (name: string, password = secret) => `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;

test.each([
  ["as it is", `Bearer ${secret}.`],
  ["in JSON", JSON.stringify({ token: secret })],
  ["in JSON in JSON", JSON.stringify({ body: JSON.stringify({ token: secret }) })],
  ["in JSON with escapes", JSON.stringify(secret).replaceAll("ä", "\\u00e4")],
  ["in an address", `/callback?code=${encodeURIComponent(secret)}&x=1`],
  [
    "in an address, lower case escapes",
    encodeURIComponent(secret).replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()),
  ],
  ["in a form", new URLSearchParams({ refresh_token: secret }).toString()],
  ["in HTML", `<p>${secret.replace(/&/g, "&amp;").replace(/"/g, "&quot;")}</p>`],
  ["in hexadecimal", Buffer.from(secret).toString("hex").toUpperCase()],
  ["in base64", Buffer.from(secret).toString("base64")],
  ["in base64url", Buffer.from(secret).toString("base64url")],
  ["in a Basic pair with a name of one length", basic("client")],
  ["in a Basic pair with a name of another", basic("client1")],
  ["in a Basic pair with a name of a third", basic("client22")],
  [
    "in an inspected error",
    inspect(Object.assign(new Error("x"), { request: { headers: { authorization: secret } } })),
  ],
  [
    "in the cause of a cause",
    inspect(new Error("a", { cause: new Error("b", { cause: new Error(secret) }) }), { depth: 10 }),
  ],
])("a planted secret is found %s", (_, text) => {
  expect(scanOf(text)).not.toEqual([]);
});

test("what is no secret is not found, and a hit does not repeat the secret", () => {
  expect(scanOf(`${newCanary()} ${secret.slice(0, 12)} ${gzipSync("nothing").toString("base64")}`)).toEqual([]);
  expect(JSON.stringify(scanOf(secret))).not.toContain(secret);
});
