import { createTransport } from "nodemailer";
import { getEnv } from "@/lib/env";
import { log } from "@/lib/log";

export type Mail = { to: string; subject: string; text: string };

const isLoopback = (url: string) => ["localhost", "127.0.0.1", "[::1]"].includes(new URL(url).hostname);

/**
 * Through SMTP_URL. Without one the mail becomes a log line that the demo prints, on this machine only: its link is a key to an account. False where it went
 * nowhere.
 */
export async function sendMail(mail: Mail): Promise<boolean> {
  const { SMTP_URL, MAIL_FROM, APP_URL } = getEnv();
  if (!SMTP_URL) {
    const shown = isLoopback(APP_URL);
    if (shown) log.info(mail, "mail");
    else log.error({ subject: mail.subject }, "a mail was not sent: SMTP_URL is not set");
    return shown;
  }
  const transport = createTransport({
    url: SMTP_URL,
    ...{ connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 },
  });
  try {
    await transport.sendMail({ from: MAIL_FROM, ...mail });
    return true;
  } finally {
    transport.close();
  }
}
