/** A reason why the database cannot run here, in one line that a person can act on. */
export class EmbeddedPostgresError extends Error {
  override readonly name = "EmbeddedPostgresError";
}

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

const reasons: Record<string, string> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  EROFS: "it is read-only",
  ENOTDIR: "part of its path is a file, not a folder",
};

/** Turns a failed file operation into a line about the folder; anything else stays as it is. */
export function folderFault(folder: string, error: unknown): unknown {
  const reason = reasons[errorCode(error) ?? ""];
  return reason ? new EmbeddedPostgresError(`The database folder ${folder} cannot be used: ${reason}.`) : error;
}
