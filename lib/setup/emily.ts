import type { EmilyPlace, EmilyQuestion, EmilyStop, QuestionId } from "./emily-types";
import type { Prerequisite } from "./prerequisites";

/** What Emily asks, in this order: only what cannot be read from anywhere. */
export const emilyQuestions: readonly EmilyQuestion[] = [
  {
    id: "channels",
    text: "Which channels do you want to sell through?",
    why: "Guests order at a kiosk in the restaurant, online, or both. You can change your mind later.",
    options: [
      { value: "kiosk", label: "Kiosk only" },
      { value: "online", label: "Online ordering only" },
      { value: "both", label: "Both" },
    ],
  },
  {
    id: "table_qr",
    text: "Shall guests also order at their table with a QR code?",
    why: "Table QR uses the tables of your Lightspeed floor plan.",
    options: [
      { value: "yes", label: "Yes, with Table QR" },
      { value: "no", label: "No" },
    ],
  },
  {
    id: "account",
    text: "Do you have an active Lightspeed Restaurant K-Series account?",
    why: "Only Restaurant K-Series works. L-Series (retail) and R-Series (older restaurant) are not compatible.",
    options: [
      { value: "yes", label: "Yes" },
      { value: "no", label: "No, or not yet" },
    ],
  },
  {
    id: "menu",
    text: "Is your menu in Lightspeed, with items and prices?",
    why: "Upvendo shows guests the menu that is in Lightspeed. It does not bring one along.",
    options: [
      { value: "yes", label: "Yes" },
      { value: "no", label: "No, or not yet" },
    ],
  },
];

export type EmilyEvidence = {
  /** As stored; what is not among a question's options counts as no answer. */
  answers: ReadonlyMap<string, string>;
  /** The prerequisites, and after them what the answers add. */
  steps: readonly Prerequisite[];
  /** How many menus Lightspeed showed when they were last read; null: they were not read yet. */
  menusSeen: number | null;
};

const noAccount: EmilyStop = {
  title: "First you need a K-Series account",
  message:
    "Upvendo sends orders to Lightspeed Restaurant K-Series and cannot work without it. Ask Lightspeed for an account, or for a move from another series. Everything you set up here until then is kept.",
  contact: { label: "Contact Lightspeed", href: "https://www.lightspeedhq.com/pos/restaurant/" },
  resume: { question: "account", value: "yes", label: "I have an account now" },
};

const noMenu: EmilyStop = {
  title: "First your menu must be in Lightspeed",
  message:
    "Create the menu with its items and prices in the Lightspeed Back Office, or ask your contact at Lightspeed to do it with you. Upvendo reads it from there.",
  contact: { label: "Lightspeed's help for menus", href: "https://k-series-support.lightspeedhq.com/" },
  resume: { question: "menu", value: "yes", label: "The menu is in Lightspeed now" },
};

const emptyMenu: EmilyStop = {
  ...noMenu,
  title: "Lightspeed shows no menu for your locations",
  message:
    "The menus of your linked locations were read, and there is none. Make the menu active for the location in the Lightspeed Back Office, then synchronise.",
  contact: { label: "Synchronise menus", href: "/lightspeed/menus" },
  resume: null,
};

export function answerOf({ answers }: Pick<EmilyEvidence, "answers">, id: QuestionId): string | null {
  const given = answers.get(id);
  const options = emilyQuestions.find((question) => question.id === id)?.options ?? [];
  return options.some(({ value }) => value === given) ? (given ?? null) : null;
}

/**
 * What is seen has the last word over what was said: a connection proves the account, a menu that was read the menu. What somebody wants to sell
 * through stands nowhere, so whoever came here without Emily is asked that too.
 */
export function emilyPlace(evidence: EmilyEvidence): EmilyPlace {
  const { steps, menusSeen } = evidence;
  const at = steps.findIndex(({ done }) => !done);
  const connected = at === -1 || steps.some(({ id, done }) => id === "connect" && done);
  const known: QuestionId[] = [
    ...(connected ? (["account"] as const) : []),
    ...((menusSeen ?? 0) > 0 || at === -1 ? (["menu"] as const) : []),
  ];
  for (const question of emilyQuestions) {
    if (known.includes(question.id)) continue;
    const answer = answerOf(evidence, question.id);
    if (answer === null) return { kind: "question", question };
    if (question.id === "account" && answer === "no") return { kind: "stop", stop: noAccount };
    if (question.id === "menu" && answer === "no") return { kind: "stop", stop: noMenu };
  }
  if (connected && menusSeen === 0) return { kind: "stop", stop: emptyMenu };
  const step = steps[at];
  return step ? { kind: "step", step: { ...step, number: at + 1, mayDo: true } } : { kind: "done" };
}
