import type { Metadata } from "next";
import { QuestionsCard } from "@/components/help/questions-card";
import { TopicsCard } from "@/components/help/topics-card";
import { PageHeader } from "@/components/layout/page-header";
import { TextLink } from "@/components/ui/text-link";
import { requireMerchant } from "@/lib/auth/session";
import { services } from "@/lib/services";
import { controlHref, controls } from "@/lib/setup/help/controls";
import { diagnose } from "@/lib/setup/help/diagnose";
import { questions, troubleshooting } from "@/lib/setup/help/document";
import { questionLinks } from "@/lib/setup/help/question-links";
import { readHelpEvidence } from "@/lib/setup/help/read-evidence";
import { connectionOf, regionOf } from "../../back-office-data";

export const metadata: Metadata = { title: "Help" };

export default async function HelpPage() {
  const actor = await requireMerchant();
  const evidence = await readHelpEvidence(services(), actor, regionOf(actor), null, connectionOf(actor.merchantId));
  const topics = troubleshooting.map(({ id, title }) => {
    const { points } = diagnose(evidence, id);
    return { id, title, points: points.length, causes: points.filter(({ verdict }) => verdict === "cause").length };
  });
  const answers = questions.map(({ id, ...words }) => {
    const { control, now } = questionLinks[id];
    const name = control(evidence);
    return { id, ...words, href: controlHref(name), label: controls[name].label, now: now(evidence) };
  });
  return (
    <>
      <PageHeader
        title="Help"
        description={
          <>
            What goes wrong and how to mend it, read from what is there right now. Looking for guided setup?{" "}
            <TextLink href="/setup">Start Emily</TextLink>
          </>
        }
      />
      <div className="grid gap-5">
        <TopicsCard topics={topics} />
        <QuestionsCard questions={answers} />
      </div>
    </>
  );
}
