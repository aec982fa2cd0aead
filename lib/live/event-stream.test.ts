import { expect, test, vi } from "vitest";
import { openEventStream } from "./event-stream";
import type { Subscriber } from "./hub";

const viewer = { merchantId: "m", sessionId: "s" };

function streamUnderTest() {
  let subscriber: Subscriber | undefined;
  const leave = vi.fn();
  const subscribe = (given: Subscriber) => {
    subscriber = given;
    return leave;
  };
  const stream = openEventStream({ subscribe }, viewer, 0);
  if (!stream || !subscriber) throw new Error("the stream was refused");
  return { stream, subscriber, leave };
}

const textOf = async (stream: ReadableStream<Uint8Array>) => new Response(stream).text();

test("says hello, passes events on and ends with the reason", async () => {
  const { stream, subscriber, leave } = streamUnderTest();
  subscriber.onEvent({ topic: "log" });
  subscriber.onEvent({ topic: null });
  subscriber.onEnd("signed-out");
  expect(await textOf(stream)).toBe(
    [
      "event: hello\ndata: {}\n\n",
      'event: live\ndata: {"topic":"log"}\n\n',
      'event: live\ndata: {"topic":null}\n\n',
      "event: signed-out\ndata: {}\n\n",
    ].join(""),
  );
  expect(leave).toHaveBeenCalledOnce();
});

test("beats while nothing happens, so that a dead connection is told from a quiet one", async () => {
  vi.useFakeTimers();
  const { stream, subscriber } = streamUnderTest();
  vi.advanceTimersByTime(41_000);
  subscriber.onEnd("stopping");
  expect((await textOf(stream)).match(/event: beat/g)).toHaveLength(2);
});

test("a reader that leaves is forgotten, one that reads nothing is let go", async () => {
  const left = streamUnderTest();
  await left.stream.cancel();
  expect(left.leave).toHaveBeenCalledOnce();

  const slow = streamUnderTest();
  for (let n = 0; n < 500; n += 1) slow.subscriber.onEvent({ topic: "log" });
  expect(slow.leave).toHaveBeenCalledOnce();
});

test("is refused where the share of open streams is used up", () => {
  expect(openEventStream({ subscribe: () => null }, viewer, 0)).toBeNull();
});
