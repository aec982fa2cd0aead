import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { parse } from "yaml";

export type Node = { [key: string]: unknown };

/** Read as a file: nothing of the sandbox is imported. */
const text = readFileSync(join(import.meta.dirname, "../../../sandbox/contract/k-series.openapi.yaml"), "utf8");
const contract = parse(text) as Node;

const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
const coercing = new Ajv2020({ strict: false, coerceTypes: true });
for (const one of [ajv, coercing]) {
  formats.default(one);
  for (const name of ["int32", "int64", "float", "double"]) one.addFormat(name, true);
  one.addSchema({ $id: "contract", ...contract });
}

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !Array.isArray(value);

/** Follows references until there is a node. */
export function at(value: unknown): Node {
  if (!isNode(value)) return {};
  if (typeof value.$ref !== "string") return value;
  const found = value.$ref
    .slice(2)
    .split("/")
    .reduce<unknown>((node, key) => at(node)[unescaped(key)], contract);
  return at(found);
}

function unescaped(key: string): string {
  return decodeURIComponent(key.replaceAll("~1", "/").replaceAll("~0", "~"));
}

export type Parameter = { name: string; in: "path" | "query"; required: boolean; schema: Node };
export type Declared = { status: number; schema: unknown; examples: unknown[] };
export type ContractOperation = {
  id: string;
  method: string;
  path: string;
  scope: string;
  parameters: Parameter[];
  body: unknown;
  answers: Declared[];
};

const methods = ["get", "post", "put", "patch", "delete"];

export const contractOperations: ContractOperation[] = Object.entries(at(contract.paths)).flatMap(([path, item]) =>
  methods.filter((method) => method in at(item)).map((method) => readOperation(path, method, at(item))),
);

function readOperation(path: string, method: string, item: Node): ContractOperation {
  const operation = at(item[method]);
  const lists = [item.parameters, operation.parameters].flatMap((list) => (Array.isArray(list) ? list : []));
  return {
    id: String(operation.operationId),
    method: method.toUpperCase(),
    path,
    scope: String((operation["x-scopes"] as string[])[0]),
    parameters: lists.map((one) => ({ required: false, ...at(one) }) as Parameter),
    body: operation.requestBody ? content(at(operation.requestBody)).schema : undefined,
    answers: Object.entries(at(operation.responses)).map(([status, answer]) => {
      const { schema, example, examples } = content(at(answer));
      const named = Object.values(at(examples)).map((one) => at(one).value);
      return { status: Number(status), schema, examples: example === undefined ? named : [example, ...named] };
    }),
  };
}

function content(node: Node): Node {
  return at(Object.values(at(node.content))[0]);
}

const compiled = new Map<string, ReturnType<typeof ajv.compile>>();

/** Compiled once: a property asks thousands of times. */
function validatorOf(schema: unknown, coerce: boolean) {
  const absolute = JSON.stringify({ properties: { value: schema } }).replaceAll('"#/', '"contract#/');
  const name = `${coerce} ${absolute}`;
  const validate = compiled.get(name) ?? (coerce ? coercing : ajv).compile(JSON.parse(absolute));
  compiled.set(name, validate);
  return validate;
}

/** Empty where `value` is what the contract's schema says. */
export function faults(schema: unknown, value: unknown, { coerce = false } = {}): string[] {
  const validate = validatorOf(schema, coerce);
  validate({ value });
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** A schema with its `allOf` and alternatives laid together: every property that it knows. */
export function merged(schema: unknown, resolve: (value: unknown) => Node = at): Node {
  const node = resolve(schema);
  const parts = ["allOf", "oneOf", "anyOf"].flatMap((key) => (Array.isArray(node[key]) ? node[key] : []));
  const result: Node = { ...node };
  for (const part of parts.map((one) => merged(one, resolve))) {
    if (part.properties) result.properties = laidTogether(at(result.properties), at(part.properties));
    result.items ??= part.items;
  }
  return result;
}

function laidTogether(left: Node, right: Node): Node {
  const both = Object.keys(right).filter((key) => key in left);
  const joined = both.map((key) => [key, left[key] === right[key] ? left[key] : { anyOf: [left[key], right[key]] }]);
  return { ...left, ...right, ...Object.fromEntries(joined) };
}

/** Every field that a schema knows, as `items[].sku`; a field inside its own kind is named once. */
export function fieldPaths(schema: unknown, resolve: (value: unknown) => Node = at, path: string[] = []): Set<string> {
  const { properties, items } = merged(schema, resolve);
  const found = new Set<string>();
  for (const [name, child] of Object.entries((properties ?? {}) as Node)) {
    if (resolve(child).deprecated === true) continue;
    found.add([...path, name].join("."));
    if (!path.includes(name)) for (const one of fieldPaths(child, resolve, [...path, name])) found.add(one);
  }
  if (items) for (const one of fieldPaths(items, resolve, path)) found.add(one);
  return found;
}

/** The same of a value. */
export function valuePaths(value: unknown, path: string[] = []): Set<string> {
  if (Array.isArray(value)) return new Set(value.flatMap((one) => [...valuePaths(one, path)]));
  const found = new Set<string>();
  for (const [name, child] of Object.entries(isNode(value) ? value : {})) {
    found.add([...path, name].join("."));
    if (!path.includes(name)) for (const one of valuePaths(child, [...path, name])) found.add(one);
  }
  return found;
}

/** A value with every field that the schema knows. `word`: takes the place of listed words; `extra`: a field that nobody knows. */
export function fullValue(
  schema: unknown,
  options: { word?: string; extra?: boolean } = {},
  path: string[] = [],
): unknown {
  const node = at(schema);
  const alternatives = node.oneOf ?? node.anyOf;
  if (Array.isArray(alternatives)) return fullValue(alternatives[0], options, path);
  const { properties, items, type, format, enum: words, example } = merged(schema);
  if (properties) {
    const fields = Object.entries(at(properties)).filter(([name]) => !path.includes(name));
    const filled = fields.map(([name, child]) => [name, fullValue(child, options, [...path, name])]);
    return { ...Object.fromEntries(filled), ...(options.extra ? { fieldOfTomorrow: { deep: [1] } } : {}) };
  }
  if (type === "array") return [fullValue(items, options, path)];
  if (Array.isArray(words)) return path.at(-1) === "@type" ? words[0] : (options.word ?? words[0]);
  if (type === "boolean") return true;
  if (type === "integer" || type === "number") return example ?? 3;
  return fullText(path.at(-1) ?? "", format === "date-time");
}

function fullText(name: string, isTime: boolean): string {
  if (isTime || /^time|Date$/.test(name)) return "2026-02-14T18:20:31.004+0000";
  if (name === "nextStartOfDayAsIso8601") return "2026-02-15T05:00:00+0100";
  if (name === "href") return "https://api.old.example/f?include=payments&nextPageToken=A58213.205";
  return isDecimal(name) ? "12.5" : "text";
}

/** Finance writes numbers as text without declaring it. */
const isDecimal = (name: string) =>
  /amount|price|rate$|percentage|quantity|tip$|surcharge|serviceCharge(Rate)?$/i.test(name);
