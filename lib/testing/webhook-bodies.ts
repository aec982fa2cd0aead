import { gzipSync } from "node:zlib";
import type { WebhookCredentials } from "@/lib/lightspeed/webhooks/credentials";
import { basic } from "./webhook-sender";

type Body = string | Uint8Array | readonly Uint8Array[];

/** Each with the answer that a receiver with right credentials gives, whatever stands before it. */
export const webhookBodies: [string, number, Body, Record<string, string>][] = [
  ["nothing", 400, "", {}],
  ["no JSON", 400, "{", {}],
  ["an array", 400, "[]", {}],
  ["a number", 400, "7", {}],
  ["null", 400, "null", {}],
  ["NaN", 400, '{"a":NaN}', {}],
  ["invalid UTF-8", 400, Buffer.from([0x7b, 0xff, 0x7d]), {}],
  ["a text that is not UTF-8", 400, Buffer.from('{"a":"\xff"}', "latin1"), {}],
  ["a NUL byte", 400, '{"a":"\0"}', {}],
  ["nested a hundred thousand deep", 413, `{"a":${"[".repeat(100_000)}`, {}],
  ["nested thirty thousand deep", 200, `{"a":${"[".repeat(30_000)}${"]".repeat(30_000)}}`, {}],
  [
    "nested as deep with a long number",
    400,
    `{"b":12345678901234567890,"a":${"[".repeat(30_000)}${"]".repeat(30_000)}}`,
    {},
  ],
  ["a byte order mark", 200, "\ufeff{}", {}],
  ["an escaped NUL and half a character", 200, '{"thirdPartyReference":"a\\u0000b\\ud800","x":"\\u0000\\udfff"}', {}],
  [
    "wrong types everywhere",
    200,
    '{"type":[],"status":{},"thirdPartyReference":1e400,"businessLocationId":"x","endpointId":7}',
    {},
  ],
  ["__proto__ and duplicate keys", 200, '{"__proto__":{"type":"ORDER"},"constructor":1,"type":"A","type":"B"}', {}],
  ["one byte more than the cap", 413, `{"a":"${"x".repeat(65_529)}"}`, {}],
  ["exactly the cap", 200, `{"a":"${"x".repeat(65_528)}"}`, {}],
  ["chunks without a length, too many", 413, Array.from({ length: 70 }, () => Buffer.alloc(1024, 0x20)), {}],
  ["gzip", 415, gzipSync("{}"), { "content-encoding": "gzip" }],
  ["an encoding that nobody knows", 415, "{}", { "content-encoding": "x-none" }],
  ["another character set", 415, "{}", { "content-type": "application/json; charset=utf-16" }],
  ["UTF-8 by name", 200, "{}", { "content-type": 'application/json; charset="UTF-8"' }],
];

/** Each is answered 401. */
export function wrongCredentials({
  user,
  password,
}: WebhookCredentials): [string, Record<string, string | string[]>][] {
  const authorization = basic(user, password);
  return [
    ["none", {}],
    ["another password", { authorization: basic(user, "x".repeat(32)) }],
    ["another user", { authorization: basic("nobody", password) }],
    ["a colon more", { authorization: basic(user, `${password}:`) }],
    ["no colon", { authorization: `Basic ${Buffer.from(user).toString("base64")}` }],
    ["a scheme in lower case", { authorization: authorization.replace("Basic", "basic") }],
    ["no base64", { authorization: "Basic %%%" }],
    ["two headers, the right one first", { authorization: [authorization, "Basic eA=="] }],
    ["two headers, the right one last", { authorization: ["Basic eA==", authorization] }],
    ["a bearer token", { authorization: "Bearer abc" }],
    ["a kilobyte", { authorization: `Basic ${"a".repeat(1000)}` }],
  ];
}
