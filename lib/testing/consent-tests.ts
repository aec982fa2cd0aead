import { afterAll, beforeAll, beforeEach } from "vitest";
import { type ConsentStage, openConsentStage } from "./consent-stage";

/** For the tests of a file: one stage, and token requests counted anew for each test. Call at the top of the file. */
export function consentTests(): { readonly stage: ConsentStage } {
  let stage: ConsentStage | undefined;
  const ready = () => {
    if (!stage) throw new Error("the stage is there from beforeAll on");
    return stage;
  };
  beforeAll(async () => {
    stage = await openConsentStage();
  });
  afterAll(() => stage?.close());
  beforeEach(() => ready().forget());
  return {
    get stage() {
      return ready();
    },
  };
}
