import { z } from "zod";

const mail = z.object({ msg: z.literal("mail"), to: z.string(), subject: z.string(), text: z.string() });

/** Without an SMTP_URL the app logs the mail it would have sent; here is where a person finds it. */
export function echoMail(line: string, print: (text: string) => void = console.log): void {
  if (!line.startsWith("{")) return;
  const parsed = mail.safeParse(parseJson(line));
  if (!parsed.success) return;
  const { to, subject, text } = parsed.data;
  print(["", `  Mail to ${to}: ${subject}`, ...text.split("\n").map((row) => `  | ${row}`), ""].join("\n"));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
