"use client";

import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { TextLink } from "@/components/ui/text-link";

export type TopicSummary = { id: string; title: string; points: number; causes: number };

export function TopicsCard({ topics }: { topics: TopicSummary[] }) {
  return (
    <Card
      id="troubleshooting"
      flush
      title="Troubleshooting"
      description="Choose what you see. Upvendo looks at everything it can see itself before it asks you."
    >
      <ul className="divide-y">
        {topics.map(({ id, title, points, causes }) => (
          <li
            key={id}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-3 text-sm sm:px-5"
          >
            <TextLink href={`/help/${id}`}>{title}</TextLink>
            <Badge tone={causes > 0 ? "warning" : "neutral"}>
              {causes > 0 ? `${causes} of ${points} found` : "Nothing found"}
            </Badge>
          </li>
        ))}
      </ul>
    </Card>
  );
}
