import { isOlderThan } from "@/lib/format";
import { type PointId, type TopicId, troubleshooting } from "./document";
import type { Finding, HelpEvidence, PointFinding } from "./help-types";
import { connectingPoints } from "./points/connecting";
import { disconnectingPoints } from "./points/disconnecting";
import { hearingPoints } from "./points/hearing";
import { orderingPoints } from "./points/ordering";
import { readingPoints } from "./points/reading";
import { signingInPoints } from "./points/signing-in";
import { supportWords } from "./support-words";

/** A branch for each point of the document: the type makes one that was forgotten an error. */
export const branches: Record<PointId, (evidence: HelpEvidence) => Finding> = {
  ...signingInPoints,
  ...connectingPoints,
  ...hearingPoints,
  ...readingPoints,
  ...orderingPoints,
  ...disconnectingPoints,
};

export type Diagnosis = {
  points: PointFinding[];
  /** Where to begin; null when nothing is left to look at. */
  next: PointFinding | null;
  /** What is in order by a proof that is too old to count. */
  old: PointFinding[];
  /** For when everything was looked at and it still does not work. */
  lastResort: string;
};

/** What is proven to be wrong comes first, then what something points at, then what only a person can see and has not answered yet. */
export function diagnose(evidence: HelpEvidence, topicId: TopicId, answered: readonly string[] = []): Diagnosis {
  const topic = troubleshooting.find(({ id }) => id === topicId);
  const points = (topic?.points ?? []).map(({ id, text, ...rest }) => ({
    ...{ id, text, under: "under" in rest ? rest.under : null },
    ...branches[id](evidence),
  }));
  const open = points.filter(({ id }) => !answered.includes(id));
  return {
    points,
    next: points.find(isRoot) ?? points.find(isCause) ?? open.find(isLikely) ?? open.find(isAsked) ?? null,
    old: points.filter((point) => isOldProof(point, evidence.now)),
    lastResort: supportWords(
      evidence,
      `“${topic?.title}”: everything that Upvendo could check is in order. Please look at your side.`,
    ),
  };
}

const isOldProof = (point: Finding, now: Date) =>
  point.verdict === "fine" &&
  point.proof !== undefined &&
  isOlderThan(point.proof.at, now.getTime(), point.proof.lifetime.lastsMs);
const isCause = ({ verdict }: Finding) => verdict === "cause";
const isRoot = (finding: Finding) => finding.verdict === "cause" && finding.behind !== true;
const isAsked = ({ verdict }: Finding) => verdict === "ask";
const isLikely = (finding: Finding) => finding.verdict === "ask" && finding.likely === true;

export const isTopic = (id: string): id is TopicId => troubleshooting.some((topic) => topic.id === id);

/** What the page is drawn again for, as each proof ends. */
export const proofsOf = (points: readonly PointFinding[]): { at: string; lastsMs: number }[] =>
  points.flatMap((point) =>
    point.verdict === "fine" && point.proof ? [{ at: point.proof.at, lastsMs: point.proof.lifetime.lastsMs }] : [],
  );
