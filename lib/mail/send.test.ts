import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";
import { beforeEach, expect, test, vi } from "vitest";
import { testEnvironment } from "@/lib/testing/environment";

const mail = { to: "owner@upvendo.test", subject: "Choose a new password", text: "Here: http://localhost/x" };

beforeEach(() => {
  // The environment is read once per process; each test has another one.
  vi.resetModules();
});

async function withEnvironment(changes: Record<string, string>) {
  for (const [name, value] of Object.entries(testEnvironment(changes))) vi.stubEnv(name, value ?? "");
  const { log } = await import("@/lib/log");
  const info = vi.spyOn(log, "info").mockReturnValue();
  const error = vi.spyOn(log, "error").mockReturnValue();
  const { sendMail } = await import("./send");
  return { sendMail, info, error };
}

test("without a mail server, on this machine, the mail is a log line", async () => {
  const { sendMail, info } = await withEnvironment({});
  await sendMail(mail);
  expect(info.mock.calls).toEqual([[mail, "mail"]]);
});

test("without a mail server, anywhere else, no link reaches the log", async () => {
  const { sendMail, info, error } = await withEnvironment({ APP_URL: "https://app.upvendo.test" });
  await sendMail(mail);
  expect(info).not.toHaveBeenCalled();
  expect(JSON.stringify(error.mock.calls)).not.toContain(mail.text);
  expect(error).toHaveBeenCalledOnce();
});

test("with a mail server the mail goes there and not into the log", async () => {
  const server = await startMailServer();
  const { sendMail, info } = await withEnvironment({ SMTP_URL: server.url, MAIL_FROM: "Upvendo <mail@upvendo.test>" });
  await sendMail(mail);
  expect(server.received()).toMatch(/MAIL FROM:<mail@upvendo.test>/);
  expect(server.received()).toMatch(/RCPT TO:<owner@upvendo.test>/);
  expect(server.received()).toContain(`Subject: ${mail.subject}`);
  expect(server.received()).toContain(mail.text);
  expect(info).not.toHaveBeenCalled();
  await server.close();
});

/** Just enough of SMTP to take one mail. */
async function startMailServer() {
  let received = "";
  const answer = (socket: Socket, chunk: string) => {
    received += chunk;
    if (/^EHLO/.test(chunk)) socket.write("250 test\r\n");
    else if (/^DATA/m.test(chunk)) socket.write("354 go on\r\n");
    else if (/^QUIT/.test(chunk)) socket.end("221 bye\r\n");
    else if (/^(MAIL|RCPT)/.test(chunk) || /\r\n\.\r\n$/.test(chunk)) socket.write("250 ok\r\n");
  };
  const server = createServer((socket) => {
    socket.setEncoding("utf8").on("data", (chunk) => answer(socket, String(chunk)));
    socket.on("error", () => {}).write("220 test\r\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, received: () => received, close: () => new Promise((resolve) => server.close(resolve)) };
}
