import { statSync } from "node:fs";
import { dirname } from "node:path";

/** PostgreSQL refuses to run as root; initdb wants a user with a passwd entry, and every system has nobody. */
const nobody = { uid: 65534, gid: 65534 };

/** Who the server runs as: ourselves, or nobody when we are root. */
export const serverUser: { uid: number; gid: number } | undefined = process.getuid?.() === 0 ? nobody : undefined;

/** Can the server's user walk down to this path? Only in question when we are root, e.g. under a closed home. */
export function isReachable(path: string): boolean {
  if (!serverUser) return true;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
