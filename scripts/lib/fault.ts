/** For data that cannot be read; a demo's data may be thrown away. */
export const RESET_HINT = "npm run demo -- --reset starts from nothing.";

/** A reason to stop, in one line that a person can act on. */
export class Fault extends Error {
  override readonly name = "Fault";
}

const words: Record<string, string> = {
  ENOSPC: "The disk is full",
  EDQUOT: "The disk quota is used up",
  EROFS: "The disk is read-only",
  EACCES: "This user has no permission",
  EPERM: "This user has no permission",
  EMFILE: "Too many files are open",
};

/** The line to print, or null where only a stack trace helps. */
export function describeFault(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (error instanceof Fault || error.name === "EmbeddedPostgresError") return error.message;
  const word = "code" in error && typeof error.code === "string" ? words[error.code] : undefined;
  return word ? `${word}: ${error.message}` : null;
}
