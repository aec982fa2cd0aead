import { execFileSync } from "node:child_process";

/** The product's own sources in these rooms, tests and their helpers left out; what is not committed yet counts too. */
export function sourceFiles(...rooms: string[]): string[] {
  const patterns = rooms.flatMap((room) => (room.endsWith(".ts") ? [room] : [`${room}/*.ts`, `${room}/*.tsx`]));
  const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", ...patterns], {
    encoding: "utf8",
  });
  return files.split("\n").filter((file) => file !== "" && !/\.(test|setup)\.tsx?$|(^|\/)testing\//.test(file));
}
