import { expect, test } from "vitest";
import { type EmilyEvidence, emilyPlace, emilyQuestions } from "./emily";
import type { Prerequisite } from "./prerequisites";

const step = (id: Prerequisite["id"], done: boolean): Prerequisite => ({
  ...{ id, done, title: id, state: "So it is.", why: "Because.", href: `/${id}`, action: id },
  ...{ needs: "connection.manage", stops: "selling", broken: false, proof: null },
});
const steps = (connected = false) => [step("payment", false), step("connect", connected), step("test", false)];
const answers = (given: Record<string, string>) => new Map(Object.entries(given));
const yes = { channels: "both", table_qr: "yes", account: "yes", menu: "yes" };
const place = (change: Partial<EmilyEvidence>) =>
  emilyPlace({ answers: answers(yes), steps: steps(), menusSeen: null, ...change });

test("asks for the channels, Table QR, the account and the menu, one after the other", () => {
  const given: Record<string, string> = {};
  const asked: string[] = [];
  for (const { id, options } of emilyQuestions) {
    const now = place({ answers: answers(given) });
    asked.push(now.kind === "question" ? now.question.id : now.kind);
    given[id] = options[0]?.value ?? "";
  }
  expect(asked).toEqual(["channels", "table_qr", "account", "menu"]);
  expect(place({ answers: answers(given) })).toMatchObject({ kind: "step", step: { id: "payment", number: 1 } });
});

test("the channels offered are kiosk only, online ordering only, or both", () => {
  expect(emilyQuestions[0]?.options.map(({ label }) => label)).toEqual(["Kiosk only", "Online ordering only", "Both"]);
});

test.each([
  ["without a K-Series account", { account: "no" }, /K-Series account/, /Ask Lightspeed/],
  ["without a menu in Lightspeed", { menu: "no" }, /menu must be in Lightspeed/, /Back Office/],
])("stops honestly %s, says whom to ask, and can be resumed", (_, given, title, message) => {
  const now = place({ answers: answers({ ...yes, ...given }) });
  if (now.kind !== "stop") throw new Error(`it is at a ${now.kind}`);
  expect(now.stop.title).toMatch(title);
  expect(now.stop.message).toMatch(message);
  expect(now.stop.contact.href).toMatch(/^https:/);
  const { question, value } = now.stop.resume ?? { question: "", value: "" };
  expect(place({ answers: answers({ ...yes, ...given, [question]: value }) }).kind).toBe("step");
});

test("what is seen has the last word: a connection proves the account, menus that were read prove the menu", () => {
  const said = answers({ ...yes, account: "no", menu: "no" });
  expect(place({ answers: said, steps: steps(true), menusSeen: 3 }).kind).toBe("step");
  expect(place({ answers: said, steps: steps(true) })).toMatchObject({ kind: "stop" });
  expect(place({ steps: steps(true), menusSeen: 0 })).toMatchObject({
    ...{ kind: "stop", stop: { title: "Lightspeed shows no menu for your locations", resume: null } },
  });
});

test("the place is the first step that is not done, whatever was done after it; undone, a step opens again", () => {
  const all = [step("payment", true), step("connect", true), step("test", true)];
  expect(place({ steps: all, menusSeen: 1 })).toEqual({ kind: "done" });
  for (const [at, one] of all.entries()) {
    const undone = all.map((other) => (other === one ? step(one.id, false) : other));
    expect(place({ steps: undone, menusSeen: 1 })).toMatchObject({
      kind: "step",
      step: { id: one.id, number: at + 1 },
    });
  }
});

test("with every step done only what stands nowhere is still asked: what to sell through", () => {
  const settled = { steps: [step("payment", true)], menusSeen: 1 };
  expect(place({ ...settled, answers: answers({}) })).toMatchObject({ kind: "question", question: { id: "channels" } });
  expect(place({ ...settled, answers: answers({ channels: "kiosk" }) })).toMatchObject({
    ...{ kind: "question", question: { id: "table_qr" } },
  });
  expect(place({ ...settled, answers: answers({ channels: "kiosk", table_qr: "no" }) })).toEqual({ kind: "done" });
});

test("an answer that is among no options is none", () => {
  expect(place({ answers: answers({ ...yes, channels: "vending machine" }) })).toMatchObject({
    ...{ kind: "question", question: { id: "channels" } },
  });
});
