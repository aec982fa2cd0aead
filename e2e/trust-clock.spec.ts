import { expect, test } from "@playwright/test";
import { metricsToken } from "@/lib/metrics/token";
import { callAction } from "./trust/actions";
import { startApp } from "./trust/app-process";
import { builtActions } from "./trust/build";
import { ask } from "./trust/http";
import { createConnectedHouse } from "./trust/people";
import { control } from "./trust/sandbox";
import { closeStage, stack, variable } from "./trust/stack";

test.afterAll(closeStage);

/** The process's own clock, an hour ahead. */
const program =
  "const D=Date;globalThis.Date=class extends D{constructor(...a){a.length?super(...a):super(D.now()+3600000)}static now(){return D.now()+3600000}}";
const variables = {
  APP_URL: stack.appUrl,
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(program)}`,
};

test("what a web process begins whose clock is an hour off, another one finishes, and the figures tell of the clock", async () => {
  test.setTimeout(120_000);
  const house = await createConnectedHouse();
  const ahead = await startApp({ variables });
  try {
    const headers = { authorization: `Bearer ${metricsToken(variable("AUTH_SECRET"))}` };
    const { body } = await ask(ahead.appUrl, "/api/metrics", { headers });
    const off = Number(/^upvendo_clock_off_seconds (\S+)$/m.exec(body)?.[1]);
    expect(Math.abs(off - 3_600)).toBeLessThan(60);

    const connect = builtActions().find(({ name }) => name === "connectAction");
    const cookie = house.cookie.owner;
    const call = { appUrl: ahead.appUrl, cookie, source: { origin: stack.appUrl } };
    const started = await callAction(connect ?? { id: "", page: "" }, [], call);
    const leads = JSON.parse(/"url":("[^"]+")/.exec(started.body)?.[1] ?? '""');
    const { accountId, password } = house.account;
    const { location } = await control<{ location: string }>("POST", `/accounts/${accountId}/authorize`, {
      ...{ url: leads, password },
    });
    const { pathname, search } = new URL(location);
    const back = await ask(stack.appUrl, `${pathname}${search}`, { headers: { cookie } });
    expect([back.status, back.headers.location]).toEqual([
      303,
      expect.stringMatching(/\/lightspeed\?tab=status&connect=connected$/),
    ]);
  } finally {
    await ahead.stop();
  }
});
