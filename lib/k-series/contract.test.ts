import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createKSeriesClient, type KSeriesClient } from "./client";
import { KSeriesHttpError, KSeriesInputError } from "./errors";
import type { Operation } from "./operation";
import { operations } from "./operations";
import type { Arguments } from "./request";
import {
  type ContractOperation,
  contractOperations,
  faults,
  fieldPaths,
  fullValue,
  type Node,
  valuePaths,
} from "./testing/contract";
import { samples } from "./testing/samples";

type Row = { name: string; operation: Operation; sample: Arguments };
type Sent = { method: string; url: URL; body: string | undefined };
type Calls = Record<string, Record<string, (input: Arguments) => Promise<unknown>>>;

const rows: Row[] = Object.entries(operations as Record<string, Record<string, Operation>>).flatMap(([family, calls]) =>
  Object.entries(calls).map(([name, operation]) => ({
    name: `${family}.${name}`,
    operation,
    sample: (samples as unknown as Record<string, Record<string, Arguments>>)[family]?.[name] ?? {},
  })),
);

const beyondContract = ["items.remove"];
const pairs = rows.flatMap((row) => {
  const contract = contractOperations.find(
    ({ method, path }) => method === row.operation.method && path === row.operation.path,
  );
  return contract ? [{ ...row, contract }] : [];
});

async function call(name: string, sample: Arguments, answer: Response): Promise<{ sent: Sent; result: unknown }> {
  const sent: Sent[] = [];
  const client = createKSeriesClient({
    baseUrl: "https://k-series.test",
    getAccessToken: async () => "token",
    fetch: async (url, init) => {
      sent.push({ method: init.method ?? "GET", url: new URL(url), body: init.body as string | undefined });
      return answer;
    },
  });
  const [family = "", operation = ""] = name.split(".");
  const method = (client as KSeriesClient & Calls)[family]?.[operation];
  if (!method) throw new Error(`${name} is not a call of the client`);
  const result = await method(sample);
  const [first] = sent;
  if (!first) throw new Error(`${name} sent nothing`);
  return { sent: first, result };
}

const answering = (value: unknown, status = 200) =>
  new Response(value === undefined ? null : JSON.stringify(value), { status });

const success = ({ answers }: ContractOperation) =>
  answers.find(({ status }) => status < 300) ?? { status: 200, schema: undefined, examples: [] };
const goodAnswer = (contract: ContractOperation) => {
  const { status, schema, examples } = success(contract);
  return answering(examples[0] ?? (schema ? fullValue(schema) : undefined), status);
};

test("the client and the contract have the same 51 operations, and the client one more", () => {
  const ours = rows.map(({ operation }) => `${operation.method} ${operation.path}`);
  const theirs = contractOperations.map(({ method, path }) => `${method} ${path}`);
  expect(contractOperations).toHaveLength(51);
  expect(ours.filter((one) => !theirs.includes(one))).toEqual(["DELETE /items/v1/items/{id}"]);
  expect(theirs.filter((one) => !ours.includes(one))).toEqual([]);
  expect(new Set(ours).size).toBe(rows.length);
  expect(pairs).toHaveLength(rows.length - beyondContract.length);
});

describe.each(pairs)("$name", ({ name, operation, sample, contract }) => {
  const sentFor = async (input: Arguments) => (await call(name, input, goodAnswer(contract))).sent;

  test("sends what the contract declares, with every parameter and field", async () => {
    const { method, url, body } = await sentFor(sample);
    expect(method).toBe(contract.method);
    expect(pathFaults(contract, url)).toEqual([]);
    expect([...new Set(url.searchParams.keys())].sort()).toEqual(queryNames(contract).sort());
    expect(queryFaults(contract, url)).toEqual([]);
    expect(operation.scope).toBe(contract.scope);
    expect(body === undefined).toBe(contract.body === undefined);
    if (body === undefined) return;
    expect(faults(contract.body, JSON.parse(body))).toEqual([]);
    expect([...valuePaths(JSON.parse(body))].sort()).toEqual([...fieldPaths(contract.body)].sort());
  });

  test("sends nothing that lacks what the contract requires", async () => {
    for (const [part, without] of thinned(sample)) {
      const sent = await sentFor(without).catch((error: unknown) => error);
      if (sent instanceof KSeriesInputError) continue;
      const { url, body } = sent as Sent;
      const missing = contract.parameters.filter(
        (one) => one.required && one.in === "query" && !url.searchParams.has(one.name),
      );
      expect([part, missing, body ? faults(contract.body, JSON.parse(body)) : []]).toEqual([part, [], []]);
    }
  });

  test("reads the contract's example answers, and one with every field", async () => {
    const { status, schema, examples } = success(contract);
    for (const example of examples) {
      expect(faults(schema, example)).toEqual([]);
      await call(name, sample, answering(example, status));
    }
    if (!schema) return;
    await call(name, sample, answering(fullValue(schema), status));
    await call(name, sample, answering(fullValue(schema, { word: "WORD_OF_TOMORROW", extra: true }), status));
  });

  test("knows the fields of the answer by the contract's names, no more and no fewer", () => {
    const { schema } = success(contract);
    if (!schema) return;
    const ours = ourFields(operation);
    const theirs = [...fieldPaths(schema)].filter((path) => !isLink(name, path));
    expect(theirs.filter((path) => !ours.has(path))).toEqual([]);
    // V1 menus are read as V2 menus, of which they are a part.
    if (name !== "menus.loadV1") expect([...ours].filter((path) => !isKnown(schema, path))).toEqual([]);
  });

  test("turns every declared error into an error with the vendor's reason", async () => {
    for (const { status, examples } of contract.answers.filter((answer) => answer.status >= 400)) {
      for (const example of examples as Node[]) {
        const error = await call(name, sample, answering(example, status)).catch((thrown: unknown) => thrown);
        if (operation.none && status === 404) continue;
        expect(error).toBeInstanceOf(KSeriesHttpError);
        expect(error).toMatchObject({
          operation: name,
          status,
          reason: example.message ?? example.msg ?? example.error,
        });
      }
    }
  });
});

const segments = (path: string) => path.split("/").map(decodeURIComponent);

function pathFaults(contract: ContractOperation, url: URL): string[] {
  const sent = segments(url.pathname);
  return contract.path.split("/").flatMap((part, place) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    const parameter = contract.parameters.find((one) => one.in === "path" && one.name === name);
    if (!parameter) return part === sent[place] ? [] : [`${part} is ${sent[place]}`];
    return faults(parameter.schema, sent[place], { coerce: true });
  });
}

const queryNames = ({ parameters }: ContractOperation) =>
  parameters.filter((one) => one.in === "query").map(({ name }) => name);

function queryFaults({ parameters }: ContractOperation, url: URL): string[] {
  return parameters
    .filter((one) => one.in === "query")
    .flatMap(({ name, schema }) => {
      const values = url.searchParams.getAll(name);
      return faults(schema, schema.type === "array" ? values : values[0], { coerce: true });
    });
}

/** The sample again and again, each time without one field of its query or body. */
function thinned(sample: Arguments): [string, Arguments][] {
  const parts = ["query", "body"] as const;
  return parts.flatMap((part) => {
    const value = sample[part];
    if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
    return Object.keys(value).map((key): [string, Arguments] => {
      const { [key]: _, ...rest } = value as Node;
      return [`${part}.${key}`, { ...sample, [part]: rest }];
    });
  });
}

/** HAL's links are not read, except the one to the next page. */
const isLink = (name: string, path: string) => path.includes("_links") && !/^sales\.(list|getDay)$/.test(name);

const isKnown = (schema: unknown, path: string) => fieldPaths(schema).has(path) || isDeprecated(path);
const isDeprecated = (path: string) => path.endsWith(".active");

function ourFields(operation: Operation): Set<string> {
  const schema = typeof operation.response === "function" ? operation.response(2) : operation.response;
  const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Node;
  const resolve = (value: unknown): Node => {
    const node = (typeof value === "object" && value !== null ? value : {}) as Node;
    if (typeof node.$ref !== "string") return node;
    const keys = node.$ref.split("/").slice(1);
    return resolve(keys.reduce<unknown>((found, key) => (found as Node)[key], json));
  };
  return fieldPaths(json, resolve);
}
