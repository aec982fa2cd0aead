import { beforeEach, expect, test, vi } from "vitest";
import { testEnvironment } from "@/lib/testing/environment";
import { foreignHeaderSets, ownHeaderSets } from "@/lib/testing/header-sets";
import { actionActor, requireOwnOrigin } from "./action";
import { guardRequest } from "./request-guard";
import type { Actor } from "./roles";

const appUrl = "http://localhost:3000";
const request = vi.hoisted(() => ({ headers: new Headers(), currentActor: vi.fn() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));
vi.mock("./session", () => ({ currentActor: request.currentActor }));
vi.mock("next/navigation", () => ({
  forbidden: () => {
    throw new Error("403");
  },
  unauthorized: () => {
    throw new Error("401");
  },
}));

const manager: Actor = {
  ...{ sessionId: "s", merchantId: "m", merchantName: "M", userId: "u", userName: "U", email: "u@upvendo.test" },
  role: "manager",
};

beforeEach(() => {
  for (const [name, value] of Object.entries(testEnvironment({ APP_URL: appUrl }))) vi.stubEnv(name, value ?? "");
  request.currentActor.mockReset().mockResolvedValue(manager);
});

const caller = (headers: Record<string, string>) => {
  request.headers = new Headers(headers);
  return new Request(`${appUrl}/x`, { method: "POST", headers });
};

test.each(foreignHeaderSets(appUrl))(
  "an action and a handler refuse $name with 403 before they look at the session",
  async ({ headers }) => {
    const post = caller(headers);
    await expect(actionActor("connection.manage")).rejects.toThrow("403");
    await expect(requireOwnOrigin()).rejects.toThrow("403");
    expect((await guardRequest(post)).refusal?.status).toBe(403);
    expect(request.currentActor).not.toHaveBeenCalled();
  },
);

test.each(ownHeaderSets(appUrl))("an action and a handler accept $name", async ({ headers }) => {
  const post = caller(headers);
  expect(await actionActor("connection.manage")).toEqual(manager);
  expect(await guardRequest(post, "connection.manage")).toEqual({ actor: manager });
});

test("nobody is answered 401, and a role that may not 403", async () => {
  const post = caller({ origin: appUrl });
  await expect(actionActor("connection.delete")).rejects.toThrow("403");
  expect((await guardRequest(post, "connection.delete")).refusal?.status).toBe(403);
  request.currentActor.mockResolvedValue(null);
  await expect(actionActor()).rejects.toThrow("401");
  expect((await guardRequest(post)).refusal?.status).toBe(401);
});

test("a GET may come from anywhere, as the way back from Lightspeed does, but not from nobody", async () => {
  const get = new Request(`${appUrl}/x`, { headers: { "sec-fetch-site": "cross-site" } });
  expect(await guardRequest(get)).toEqual({ actor: manager });
  request.currentActor.mockResolvedValue(null);
  expect((await guardRequest(get)).refusal?.status).toBe(401);
});
