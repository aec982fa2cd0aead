import postgres from "postgres";
import { afterAll, beforeAll } from "vitest";
import { openStage, type Stage } from "./connection-stage";

/** For the tests of a file: a stage, and past all policies the role that owns its database. Call at the top of the file. */
export function ownedStage(): { readonly stage: Stage; readonly owner: postgres.Sql } {
  let open: { stage: Stage; owner: postgres.Sql } | undefined;
  const ready = () => {
    if (!open) throw new Error("the stage is there from beforeAll on");
    return open;
  };
  beforeAll(async () => {
    const stage = await openStage();
    open = { stage, owner: postgres(stage.ownerUrl, { max: 2, onnotice: () => {} }) };
  });
  afterAll(async () => {
    await open?.owner.end();
    await open?.stage.close();
  });
  return {
    get stage() {
      return ready().stage;
    },
    get owner() {
      return ready().owner;
    },
  };
}
