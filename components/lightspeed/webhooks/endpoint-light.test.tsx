import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { EndpointLight } from "./endpoint-light";

const light = (status: "registered" | "failed", lastReadAt: string | null) =>
  renderToStaticMarkup(<EndpointLight status={status} lastReadAt={lastReadAt} renderedAt="2026-11-26T12:00:00.000Z" />);

test("an endpoint is green while it was read back within three hours, then grey; what is wrong stays red", () => {
  expect(light("registered", "2026-11-26T09:00:00.000Z")).toContain("text-positive-ink");
  expect(light("registered", "2026-11-26T08:59:59.999Z")).toContain("text-neutral-ink");
  expect(light("failed", "2026-11-26T08:59:59.999Z")).toContain("text-negative-ink");
});
