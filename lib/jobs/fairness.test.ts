import { expect, test } from "vitest";
import { createFairness } from "./fairness";

/** A queue of names, worked on one after the other: the order in which they get their turn. */
async function turnsOf(waiting: string[]): Promise<string> {
  const fairness = createFairness(5, async (names) => waiting.some((name) => !names.includes(name)));
  const turns: string[] = [];
  while (waiting.length > 0) {
    const out = await fairness.outOfTurn();
    const at = waiting.findIndex((name) => !out.includes(name));
    const [name = ""] = waiting.splice(at, 1);
    await fairness.run([name], async () => turns.push(name));
  }
  return turns.join("");
}

test("each gets a turn before anybody gets another, however long a backlog is and whose came first", async () => {
  expect(await turnsOf([..."aaaaaaaaaabb"])).toMatch(/^abab/);
  expect(await turnsOf([..."aaaaabbbbbcc"])).toMatch(/^abcabc/);
  expect(await turnsOf([..."aaaa"])).toBe("aaaa");
});

test("a name at its share starts nothing more, whether others wait or not", async () => {
  const fairness = createFairness(2);
  let end = () => {};
  const open = new Promise<void>((resolve) => {
    end = resolve;
  });
  const running = [fairness.run(["a"], () => open), fairness.run(["a"], () => open)];
  expect(await fairness.outOfTurn()).toEqual(["a"]);
  end();
  await Promise.all(running);
  expect(await fairness.outOfTurn()).toEqual([]);
});

test("work that can wait has a share of its own, and nobody's second job stands back for it", async () => {
  const waiting = ["low"];
  const others = async (names: readonly string[]) => waiting.some((name) => !names.includes(name));
  const fairness = createFairness(5, others, { kinds: [{ name: "low", share: () => 1, waits: true }] });
  await fairness.run(["a"], async () => {});
  expect(await fairness.outOfTurn()).toEqual([]);
  let end = () => {};
  const running = fairness.run(["low"], () => new Promise<void>((resolve) => (end = resolve)));
  expect(await fairness.outOfTurn()).toEqual(["low"]);
  end();
  await running;
  expect(await fairness.outOfTurn()).toEqual([]);
});

test("a share that shrinks holds back what begins from then on, and gives room again when it grows", async () => {
  let share = 3;
  const fairness = createFairness(5, undefined, { kinds: [{ name: "afterwards", share: () => share }] });
  const ends: (() => void)[] = [];
  const work = () => new Promise<void>((resolve) => void ends.push(resolve));
  const running = [fairness.run(["a", "afterwards"], work), fairness.run(["b", "afterwards"], work)];
  expect(await fairness.outOfTurn()).toEqual([]);
  share = 1;
  expect(await fairness.outOfTurn()).toEqual(["afterwards"]);
  ends.pop()?.();
  await running[1];
  expect(await fairness.outOfTurn()).toEqual(["afterwards"]);
  share = 2;
  expect(await fairness.outOfTurn()).toEqual([]);
  ends.pop()?.();
  await Promise.all(running);
});

test("while there is room for everybody nobody asks whose turn it is, and a share is a share all the same", async () => {
  let asked = 0;
  const others = async () => {
    asked += 1;
    return true;
  };
  const fairness = createFairness(1, others, { roomy: 2 });
  const ends: (() => void)[] = [];
  const work = () => new Promise<void>((resolve) => void ends.push(resolve));
  const first = fairness.run(["a"], work);
  expect(await fairness.outOfTurn()).toEqual(["a"]);
  expect(asked).toBe(0);
  const second = fairness.run(["b"], work);
  expect(await fairness.outOfTurn()).toEqual(["a", "b"]);
  expect(asked).toBe(1);
  for (const end of ends) end();
  await Promise.all([first, second]);
});

test("a kind of work at its share holds nobody up: what waits of it is nobody's turn", async () => {
  const waiting = [
    ["b", "provider"],
    ["c", "provider"],
  ];
  const others = async (names: readonly string[]) =>
    waiting.some((flags) => flags.every((flag) => !names.includes(flag)));
  const fairness = createFairness(5, others, { kinds: [{ name: "provider", share: () => 1 }] });
  await fairness.run(["a"], async () => {});
  expect(await fairness.outOfTurn()).toEqual(["a"]);
  let end = () => {};
  const running = fairness.run(["b", "provider"], () => new Promise<void>((resolve) => (end = resolve)));
  expect(await fairness.outOfTurn()).toEqual(["provider"]);
  end();
  await running;
});
