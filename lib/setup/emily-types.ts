import type { Prerequisite } from "./prerequisites";

export type QuestionId = "channels" | "table_qr" | "account" | "menu";

export type EmilyQuestion = {
  id: QuestionId;
  text: string;
  /** Why it is asked. */
  why: string;
  options: { value: string; label: string }[];
};

export type EmilyStop = {
  title: string;
  message: string;
  /** Who can help, and where. */
  contact: { label: string; href: string };
  /** What lets the setup go on; null: nothing but what is there can. */
  resume: { question: QuestionId; value: string; label: string } | null;
};

export type EmilyStep = Prerequisite & { number: number; mayDo: boolean };

export type EmilyPlace =
  | { kind: "question"; question: EmilyQuestion }
  | { kind: "stop"; stop: EmilyStop }
  | { kind: "step"; step: EmilyStep }
  | { kind: "done" };

/** Where the merchant stands in the guided setup; the same for everybody of the merchant, on every device. */
export type EmilyView = {
  place: EmilyPlace;
  answers: { question: string; answer: string; byName: string; at: string }[];
  steps: Prerequisite[];
  mayAnswer: boolean;
  /** The newest one. */
  testOrder: { id: string; number: string } | null;
};
