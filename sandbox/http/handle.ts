import type { IncomingMessage, ServerResponse } from "node:http";
import { answerApi } from "../api/api";
import { refusalToSteer, steers } from "../control/guard";
import { performWithFaults } from "../faults/perform";
import { LIVE_PATH, serveChanges } from "../pages/live";
import { answerStripe } from "../payments/stripe-api";
import { answerViva } from "../payments/viva-api";
import type { Sandbox } from "../sandbox";
import { bearerToken, classify } from "./classify";
import { deliver } from "./deliver";
import { type Answer, type Arrived, jsonAnswer, viaFetch } from "./exchange";

const LARGEST_BODY = 4_000_000;

async function read(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > LARGEST_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function answerReal(sandbox: Sandbox, arrived: Arrived, route: ReturnType<typeof classify>): Promise<Answer> {
  if (route.to === "realm") return sandbox.realm.answer(arrived);
  if (route.to === "own") {
    const refusal = steers(arrived) ? refusalToSteer(arrived, sandbox.url) : undefined;
    return refusal ? jsonAnswer(403, { error: refusal }) : viaFetch(sandbox.own, arrived);
  }
  if (route.to !== "api") return route.to === "stripe" ? answerStripe(sandbox, arrived) : answerViva(sandbox, arrived);
  const bearer = await sandbox.realm.bearer(bearerToken(arrived));
  return answerApi(route.matched, bearer, arrived, sandbox.url, sandbox.world);
}

/** The way of every request: read, classify, record, answer through its faults, deliver. */
export async function handle(sandbox: Sandbox, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await read(request);
  if (!body) {
    response.writeHead(413, { connection: "close" }).end();
    return;
  }
  const url = new URL(request.url ?? "/", `http://${request.headers.host ?? "localhost"}`);
  const arrived = { request, url, body };
  const route = classify(arrived, { tokens: sandbox.realm.tokens, payments: sandbox.payments });
  if (route.to === "own" && url.pathname === LIVE_PATH) {
    serveChanges(sandbox, url, response);
    return;
  }
  if (route.to === "own") {
    await deliver(response, { kind: "answer", answer: await answerReal(sandbox, arrived, route) }, sandbox.closing);
    return;
  }
  const entry = sandbox.recorder.begin(arrived, route.kind, route.account);
  const faults = sandbox.faults.take({ operation: route.kind, account: route.account });
  entry.faults = faults.map((fault) => fault.id);
  const errors = route.to === "api" ? route.matched?.operation.errors : route.to === "realm" ? undefined : route.to;
  const context = { holds: sandbox.holds, path: url.pathname, errors: errors ?? "ordering", signal: sandbox.closing };
  const delivery = await performWithFaults(faults, () => answerReal(sandbox, arrived, route), context);
  const status = delivery.kind === "raw" ? delivery.raw.status : (delivery.answer?.status ?? null);
  const outcomes = { answer: "answered", raw: "answered", cut: "cut", hang: "hung" } as const;
  sandbox.recorder.end(entry, { status, outcome: outcomes[delivery.kind] });
  await deliver(response, delivery, sandbox.closing);
}
