import type { Metadata } from "next";
import { PageHeader } from "@/components/layout/page-header";
import { LiveRefresh } from "@/components/live/live-refresh";
import { AnswersCard } from "@/components/setup/answers-card";
import { EmilyCard } from "@/components/setup/emily-card";
import { FollowAnswers } from "@/components/setup/follow-answers";
import { PrerequisiteList } from "@/components/setup/prerequisite-list";
import { RehearsalCard } from "@/components/setup/rehearsal-card";
import { StepsSummary } from "@/components/setup/steps-summary";
import { TestOrderCard } from "@/components/setup/test-order-card";
import { LightRefresh } from "@/components/time/light-refresh";
import { Card } from "@/components/ui/card";
import { type Actor, can } from "@/lib/auth/roles";
import { requireMerchant } from "@/lib/auth/session";
import { formatCount } from "@/lib/format";
import { chooseLocation } from "@/lib/locations/choose-location";
import type { LocationView } from "@/lib/locations/location-types";
import { services } from "@/lib/services";
import type { EmilyView } from "@/lib/setup/emily-types";
import { getEmily } from "@/lib/setup/get-emily";
import { proofsOf } from "@/lib/setup/prerequisites";
import { getRehearsals } from "@/lib/setup/rehearsal/get-rehearsals";
import { connectionOf, forPanel, locationsOf, regionOf, rememberedLocationOf } from "../back-office-data";
import { answerAction, askAgainAction, lookNowAction, placeTestOrderAction, runRehearsalAction } from "./actions";

export const metadata: Metadata = { title: "Guided setup" };

export default async function SetupPage() {
  const actor = await requireMerchant();
  const { merchantId } = actor;
  const [view, region, connection, { rehearsed, rehearsals }] = await Promise.all([
    getEmily(services(), actor, connectionOf(merchantId)),
    regionOf(actor),
    connectionOf(merchantId),
    readRehearsals(actor),
  ]);
  const renderedAt = services().now().toISOString();
  const places = connection.links.filter(({ active, link }) => active && link?.active);
  const { answers, mayAnswer, steps } = view;
  const open = steps.filter((step) => !step.done).length;
  return (
    <>
      <LiveRefresh topics={["connection", "webhooks", "readiness", "menus", "orders", "channels"]} />
      <LightRefresh proofs={proofsOf(steps)} renderedAt={renderedAt} />
      <PageHeader
        title="Guided setup"
        description="Emily takes you from an empty account to your first order. She ticks nothing: a step is done when Upvendo can prove it."
      />
      <FollowAnswers place={placeKey(view)}>
        <EmilyCard view={view} answer={answerAction} />
        <Card
          id="steps"
          flush
          title="All steps"
          description={
            open === 0 ? (
              <StepsSummary steps={steps} renderedAt={renderedAt} />
            ) : (
              `${formatCount(open, "step")} to go. A step that is done opens again when it stops being true.`
            )
          }
        >
          <PrerequisiteList steps={steps} renderedAt={renderedAt} region={region} />
        </Card>
        <TestOrderCard
          step={steps.find(({ id }) => id === "test-order")}
          testOrder={view.testOrder}
          places={places.map(({ locationId, locationName }) => ({ locationId, locationName }))}
          mayPlace={can(actor, "orders.manage")}
          place={placeTestOrderAction}
          renderedAt={renderedAt}
          region={region}
        />
        <RehearsalCard
          rehearsals={rehearsals}
          more={rehearsals ? rehearsed.length - rehearsals.length : 0}
          mayRun={can(actor, "orders.manage")}
          run={runRehearsalAction}
          look={lookNowAction}
          renderedAt={renderedAt}
          region={region}
        />
        <AnswersCard answers={answers} mayAnswer={mayAnswer} region={region} askAgain={askAgainAction} />
      </FollowAnswers>
    </>
  );
}

async function readRehearsals(actor: Actor) {
  const { merchantId } = actor;
  const remembered = await rememberedLocationOf(actor);
  const pick = (all: readonly LocationView[]) => {
    const choice = chooseLocation(all, remembered);
    return choice.kind === "one" ? [choice.location] : all.filter(({ active }) => active);
  };
  const [rehearsals, locations] = await Promise.all([
    forPanel("rehearsals", () => getRehearsals(services(), merchantId, pick)),
    locationsOf(merchantId),
  ]);
  return { rehearsed: pick(locations), rehearsals };
}

/** With the answers: asked again, the same question may be next. */
function placeKey({ place, answers }: Pick<EmilyView, "place" | "answers">): string {
  const at = place.kind === "question" ? place.question.id : place.kind === "step" ? place.step.id : place.kind;
  return `${at} ${answers.length}`;
}
