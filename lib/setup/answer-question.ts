import { withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { clearSetupAnswers, saveSetupAnswer } from "@/db/queries/setup-answers";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import type { Services } from "@/lib/services";
import { emilyQuestions } from "./emily";

type Needs = Pick<Services, "db" | "now">;

/** The last answer holds, whoever of the merchant gave it. */
export async function answerQuestion(
  { db, now }: Needs,
  actor: Actor,
  { question, answer }: { question: string; answer: string },
): Promise<void> {
  requireSetup(actor);
  const known = emilyQuestions.find(({ id }) => id === question);
  if (!known?.options.some(({ value }) => value === answer))
    throw new AppError("invalid_input", "Choose one of the answers.");
  const { merchantId } = actor;
  await withTenant(db, merchantId, async (tx) => {
    await saveSetupAnswer(tx, { question, answer, answeredByName: actor.userName, answeredAt: now() });
    await appendAudit(tx, { merchantId, actor, action: "setup.answered", subject: question, detail: { answer } });
  });
}

/** The questions are asked again; what was set up stays as it is. */
export async function askAgain({ db }: Pick<Needs, "db">, actor: Actor): Promise<void> {
  requireSetup(actor);
  await withTenant(db, actor.merchantId, clearSetupAnswers);
}

function requireSetup(actor: Actor): void {
  if (!can(actor, "connection.manage"))
    throw new AppError("forbidden", "Only owners and managers can answer Emily's questions.");
}
