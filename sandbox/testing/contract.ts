import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { parse } from "yaml";

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const child = (value: unknown, key: string): unknown => (isObject(value) ? value[key] : undefined);

/** The contract marks what may be null in words of its own. */
function withNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNull);
  if (!isObject(value)) return value;
  const parts = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withNull(part)]));
  return parts["x-may-be-null"] === true ? { ...parts, type: [parts.type, "null"] } : parts;
}

const text = readFileSync(new URL("../contract/k-series.openapi.yaml", import.meta.url), "utf8");
const contract = withNull(parse(text)) as Json;

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ ...contract, $id: "contract" });

const inside = (pointer: string): unknown =>
  pointer
    .slice(2)
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>(child, contract);

function resolve(value: unknown): unknown {
  const reference = child(value, "$ref");
  return typeof reference === "string" ? resolve(inside(reference)) : value;
}

/** Ajv resolves references against the whole file only when they name it. */
function anchored(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(anchored);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, part]) =>
    key === "$ref" ? [key, `contract${part}`] : [key, anchored(part)],
  );
  return Object.fromEntries(entries);
}

function declared(schema: unknown, key: string): unknown {
  const resolved = resolve(schema);
  for (const list of ["allOf", "oneOf"]) {
    const parts = child(resolved, list);
    for (const part of Array.isArray(parts) ? parts : []) {
      const found = declared(part, key);
      if (found !== undefined) return found;
    }
  }
  return child(child(resolved, "properties"), key);
}

function itemsOf(schema: unknown): unknown {
  const resolved = resolve(schema);
  const either = child(resolved, "oneOf");
  if (Array.isArray(either)) return either.map(itemsOf).find((found) => found !== undefined);
  return child(resolved, "items");
}

/** The contract requires almost nothing, so a misspelt field would pass: names every field it does not know. */
function strangers(schema: unknown, value: unknown, path = "$"): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => strangers(itemsOf(schema), item, `${path}[]`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    const known = declared(schema, key);
    return known === undefined ? [`${path}.${key}`] : strangers(known, part, `${path}.${key}`);
  });
}

function fields(value: unknown, path = "$"): string[] {
  if (Array.isArray(value)) return value.slice(0, 1).flatMap((item) => fields(item, `${path}[]`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, part]) => [`${path}.${key}`, ...fields(part, `${path}.${key}`)]);
}

export function contractOperation(method: string, path: string): Json | undefined {
  const found = child(child(contract.paths, path), method.toLowerCase());
  return isObject(found) ? found : undefined;
}

/** Every operation that the contract declares. */
export function contractOperations(): { method: string; path: string; id: string; scopes: string[] }[] {
  return Object.entries(child(contract, "paths") ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods as Json).flatMap(([method, operation]) =>
      isObject(operation) && typeof operation.operationId === "string"
        ? [{ method: method.toUpperCase(), path, id: operation.operationId, scopes: operation["x-scopes"] as string[] }]
        : [],
    ),
  );
}

/** What is wrong with a notification by the contract. */
export function notificationFaults(name: string, text: string): string[] {
  const schema = child(
    child(child(child(child(child(contract.webhooks, name), "post"), "requestBody"), "content"), "application/json"),
    "schema",
  );
  if (schema === undefined) return [`no notification ${name}`];
  const validate = ajv.compile(Object.assign({}, anchored(schema)));
  const body: unknown = JSON.parse(text);
  validate(body);
  return [
    ...(validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`),
    ...strangers(schema, body).map((field) => `${field} is not declared`),
  ];
}

function declaredAnswer(method: string, path: string, status: number) {
  const answer = resolve(child(child(contractOperation(method, path), "responses"), String(status)));
  const [[mediaType, content] = []] = Object.entries(child(answer, "content") ?? {});
  const firstExample = Object.values(child(content, "examples") ?? {})[0];
  const example = child(content, "example") ?? child(resolve(firstExample), "value");
  return { declared: answer !== undefined, mediaType, schema: child(content, "schema"), example };
}

export type Wire = { status: number; contentType: string | null; text: string };

/** What is wrong with an answer by the contract: schema faults, unknown fields, fields of the example that are missing. */
export function faultsOf(method: string, path: string, answer: Wire, leftOut: string[] = []): string[] {
  const expected = declaredAnswer(method, path, answer.status);
  if (!expected.declared) return [`${answer.status} is not declared`];
  if (expected.schema === undefined) return answer.text === "" ? [] : ["a body is not declared"];
  const body: unknown = JSON.parse(answer.text);
  const validate = ajv.compile(Object.assign({}, anchored(expected.schema)));
  validate(body);
  const present = new Set(fields(body));
  const missing = fields(expected.example).filter((field) => !present.has(field) && !leftOut.includes(field));
  return [
    ...(validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`),
    ...strangers(expected.schema, body).map((field) => `${field} is not declared`),
    ...missing.map((field) => `${field} is in the example only`),
    ...(answer.contentType === expected.mediaType ? [] : [`${answer.contentType} instead of ${expected.mediaType}`]),
  ];
}
