import { expect, test } from "@playwright/test";
import { callAction } from "./trust/actions";
import { builtActions } from "./trust/build";
import { asOwner, fingerprint } from "./trust/effects";
import { createConnectedHouse } from "./trust/people";
import { requestsAt } from "./trust/sandbox";
import { closeStage } from "./trust/stack";

test.afterAll(closeStage);

const deleteAction = () => {
  const found = builtActions().find(({ name }) => name === "deleteIntegrationAction");
  if (!found) throw new Error("no action deleteIntegrationAction");
  return found;
};

const almost = [
  ...[
    "",
    "lightspeed",
    "LIGHTSPEED",
    "Light speed",
    " Lightspeed",
    "Lightspeed ",
    "Lightspeed\n",
    "Lightspeed\u200b",
    "\ufeffLightspeed",
  ],
  ...[
    "Lightspeed.",
    "\u201cLightspeed\u201d",
    '"Lightspeed"',
    "L\u0456ghtspeed",
    "Lightsp\u0435ed",
    "\uff2cightspeed",
    "Lightspee",
    "Lightspeedd",
  ],
  ...[
    "Delete",
    "true",
    "Lightspeed\u0000",
    "Ligh\u00adtspeed",
    "Lightspeed Lightspeed",
    "deepsthgiL",
    "L\u0131ghtspeed",
  ],
];
const wrongTypes: unknown[] = [null, true, 1, {}, [], ["Lightspeed"], { toString: "Lightspeed" }, undefined];

test("nothing but the exact word deletes, whoever sends it", async () => {
  const house = await createConnectedHouse();
  const before = await fingerprint([house.id]);
  for (const confirmation of [...almost, ...wrongTypes]) {
    const { status, body } = await callAction(deleteAction(), [{ confirmation }], { cookie: house.cookie.owner });
    expect(status, JSON.stringify(confirmation)).toBeLessThan(500);
    expect(body, JSON.stringify(confirmation)).toContain('"ok":false');
  }
  for (const args of [[], [null], ["Lightspeed"], [["Lightspeed"]], [{}], [{ confirm: "Lightspeed" }]]) {
    expect((await callAction(deleteAction(), args, { cookie: house.cookie.owner })).body).toContain('"ok":false');
  }
  for (const role of ["manager", "viewer"] as const) {
    const refused = await callAction(deleteAction(), [{ confirmation: "Lightspeed" }], { cookie: house.cookie[role] });
    expect(refused.status, role).toBe(403);
  }
  expect((await callAction(deleteAction(), [{ confirmation: "Lightspeed" }])).status).toBe(401);
  expect(await fingerprint([house.id])).toEqual(before);
});

test("another merchant's owner deletes only what is theirs, whatever ids the call carries", async () => {
  const [house, other] = await Promise.all([createConnectedHouse(), createConnectedHouse()]);
  const before = await fingerprint([house.id]);
  const extra = { confirmation: "Lightspeed", merchantId: house.id, actor: house.actor.owner, tenant: house.id };
  const { body } = await callAction(deleteAction(), [extra, house.id], { cookie: other.cookie.owner });
  expect(body).toContain('"ok":true');
  expect(await fingerprint([house.id])).toEqual(before);
  const [row] = await asOwner((sql) => sql`select status from connections where merchant_id = ${other.id}`);
  expect(row?.status).toBe("disabled");
});

test("a hundred deletions at once have one effect: one receipt, one audit entry, one withdrawal; a replay has none", async () => {
  const house = await createConnectedHouse();
  const { last } = await requestsAt("revoke");
  const audited = () =>
    asOwner(
      (sql) =>
        sql`select action, count(*)::int as n from audit_entries where merchant_id = ${house.id} group by action order by action`,
    );
  const before = await audited();
  const answers = await Promise.all(
    Array.from({ length: 100 }, () =>
      callAction(deleteAction(), [{ confirmation: "Lightspeed" }], { cookie: house.cookie.owner }),
    ),
  );
  expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
  expect(answers.filter(({ body }) => body.includes('"ok":true'))).toHaveLength(1);
  const [state] = await asOwner(
    (sql) => sql`
      select status, access_token, refresh_token, refresh_due_at,
             (select count(*)::int from deletion_receipts where merchant_id = ${house.id}) as receipts,
             (select provider_integrated from in_house_channels where merchant_id = ${house.id}) as provider
        from connections where merchant_id = ${house.id}`,
  );
  expect(state).toEqual({
    status: "disabled",
    access_token: null,
    refresh_token: null,
    refresh_due_at: null,
    receipts: 1,
    provider: null,
  });
  expect((await requestsAt("revoke", last)).count).toBeGreaterThanOrEqual(1);
  expect(await audited()).toEqual(
    [...before, { action: "connection.deleted", n: 1 }].sort((a, b) => (a.action < b.action ? -1 : 1)),
  );

  const settled = await fingerprint([house.id]);
  expect(
    (await callAction(deleteAction(), [{ confirmation: "Lightspeed" }], { cookie: house.cookie.owner })).body,
  ).toContain('"ok":false');
  expect(await fingerprint([house.id])).toEqual(settled);
});
