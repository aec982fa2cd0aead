import type { ConnectionView } from "@/lib/lightspeed/connection/connection-view-types";
import type { ProblemCode } from "@/lib/lightspeed/connection/problems";

/** Not Lightspeed's doing: these speak for themselves. */
const ours: readonly string[] = ["other_environment", "other_business"] satisfies ProblemCode[];

/** Why somebody has to connect again. */
export const lostWords = ({ problem }: Pick<ConnectionView, "problem">): string =>
  problem && ours.includes(problem.code) ? `${problem.title}.` : "Lightspeed no longer accepts our permission.";
