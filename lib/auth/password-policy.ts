import { commonPasswords } from "./common-passwords";
import { isUsable, MAX_PASSWORD_LENGTH } from "./passwords";

export const MIN_PASSWORD_LENGTH = 12;

/** Why this password cannot be taken, in words for its owner; null when it can. Length counts, kinds of characters do not. */
export function passwordProblem(password: string): string | null {
  const length = [...password].length;
  if (length < MIN_PASSWORD_LENGTH) return `Use at least ${MIN_PASSWORD_LENGTH} characters.`;
  if (password.length > MAX_PASSWORD_LENGTH) return `Use at most ${MAX_PASSWORD_LENGTH} characters.`;
  if (!isUsable(password)) return "This password contains a character that cannot be used.";
  if (isCommon(password)) return "This password is too easy to guess. Choose another one.";
  return null;
}

function isCommon(password: string): boolean {
  const plain = password.toLowerCase().replace(/\s+/g, "");
  if (new Set(plain).size < 5) return true;
  // A common word stays one with digits and signs around it, and twice in a row.
  const core = plain.replace(/^[^a-z]+|[^a-z]+$/g, "");
  const half = core.slice(0, core.length / 2);
  return [plain, core, half.repeat(2) === core ? half : core].some((form) => commonPasswords.has(form));
}
