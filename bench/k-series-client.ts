import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createKSeriesClient, createTraffic } from "@/lib/k-series";
import { compare } from "./ratio";

const query = { businessLocationId: "58120334400417" };
const url = (baseUrl: string, size: string) =>
  `${baseUrl}/${size}/o/op/1/menu/modifiers?businessLocationId=${query.businessLocationId}`;

/** The client with all its rules, per call, against a bare fetch of the same address with JSON.parse: answers of 1 kB and of 1 MB. */
export async function kSeriesClient(): Promise<{ ratio1k: number; ratio1m: number }> {
  const vendor = fork(import.meta.filename, ["vendor"], { execArgv: process.execArgv });
  const [port] = (await once(vendor, "message")) as [number];
  try {
    const baseUrl = `http://127.0.0.1:${port}`;
    const ratio1k = await ratioFor(baseUrl, "1k", { blocks: 30, calls: 200 });
    const ratio1m = await ratioFor(baseUrl, "1m", { blocks: 10, calls: 15 });
    return { ratio1k, ratio1m };
  } finally {
    vendor.kill();
  }
}

async function ratioFor(baseUrl: string, size: string, rounds: { blocks: number; calls: number }): Promise<number> {
  const traffic = createTraffic();
  const client = createKSeriesClient({
    baseUrl: `${baseUrl}/${size}`,
    getAccessToken: async () => "synthetic",
    record: () => {},
    traffic,
    key: "bench",
  });
  const bare = async () =>
    JSON.parse(await (await fetch(url(baseUrl, size), { headers: { authorization: "Bearer synthetic" } })).text());
  const { ratio } = await compare(() => client.menus.productionInstructions({ query }), bare, rounds);
  return ratio;
}

/** Production instructions, the same shape at every size. */
function answer(bytes: number): string {
  const groups: unknown[] = [];
  for (let id = 58_120_334_440_700; JSON.stringify(groups).length < 900; id += 10) groups.push(group(id));
  const one = JSON.stringify(groups).slice(1, -1);
  return `[${Array.from({ length: Math.max(1, Math.round(bytes / one.length)) }, () => one).join(",")}]`;
}

const group = (id: number) => ({
  multiSelectionPermitted: true,
  productionInstructionGroupName: "Kitchen notes",
  productionIntructionGroupId: id,
  productionInstructionList: [
    { instruction: "No croutons", ikentooModifierId: id + 1 },
    { instruction: "Sauce apart", ikentooModifierId: id + 2 },
  ],
});

function serve(): void {
  const answers = new Map([
    ["1k", Buffer.from(answer(1_000))],
    ["1m", Buffer.from(answer(1_000_000))],
  ]);
  const server = createServer((request, response) => {
    const body = answers.get(request.url?.split("/")[1] ?? "");
    response.writeHead(body ? 200 : 404, { "content-type": "application/json", "content-length": body?.length ?? 0 });
    response.end(body);
  });
  server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
}

if (process.argv[2] === "vendor" && process.send) serve();
