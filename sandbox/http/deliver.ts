import type { ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { Delivery } from "../faults/perform";
import type { RawEffect } from "../faults/plan";
import type { Answer } from "./exchange";

function sendHead(response: ServerResponse, { status, headers, body }: Answer): void {
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && name !== "transfer-encoding") response.setHeader(name, value);
  }
  if (status !== 204 && status !== 304) response.setHeader("content-length", body.length);
  response.writeHead(status);
}

/** Writes and waits for room; false when there is nobody left to write to. */
function write(response: ServerResponse, text: string | Buffer, signal: AbortSignal): Promise<boolean> {
  if (response.destroyed || signal.aborted) return Promise.resolve(false);
  if (response.write(text)) return Promise.resolve(true);
  return new Promise((resolve) => {
    const done = () => {
      response.off("drain", done).off("close", done);
      signal.removeEventListener("abort", done);
      resolve(!response.destroyed && !signal.aborted);
    };
    response.on("drain", done).on("close", done);
    signal.addEventListener("abort", done);
  });
}

async function sendRaw(response: ServerResponse, raw: RawEffect, signal: AbortSignal): Promise<void> {
  response.writeHead(raw.status, raw.headers);
  if (raw.body !== "") response.write(raw.body);
  if (raw.repeat) {
    const { text, bytes } = raw.repeat;
    const block = Buffer.from(text.repeat(Math.max(1, Math.floor(65_536 / text.length))));
    for (let left = bytes; left > 0; left -= block.length) {
      if (!(await write(response, block.subarray(0, left), signal))) return;
    }
  }
  while (raw.endless) {
    if (!(await write(response, raw.endless.text, signal))) return;
    await delay(raw.endless.everyMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
  }
  response.end();
}

/** Brings an answer to the caller, whole or as spoilt as the fault wants it. */
export async function deliver(response: ServerResponse, delivery: Delivery, signal: AbortSignal): Promise<void> {
  switch (delivery.kind) {
    case "answer":
      sendHead(response, delivery.answer);
      response.end(delivery.answer.body);
      return;
    case "cut": {
      const { answer, sent } = delivery;
      if (!answer || sent === "nothing") {
        response.destroy();
        return;
      }
      sendHead(response, answer);
      response.write(answer.body.subarray(0, Math.floor(answer.body.length / 2)), () => response.destroy());
      return;
    }
    case "raw":
      await sendRaw(response, delivery.raw, signal);
      return;
    case "hang":
      return; // the caller's patience, or our closing, ends it
  }
}
