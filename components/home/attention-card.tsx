"use client";

import Link from "next/link";
import { RelativeTime } from "@/components/time/relative-time";
import { Badge } from "@/components/ui/badge";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { TextLink } from "@/components/ui/text-link";
import type { IssueView } from "@/lib/attention/issue-view";
import { formatCount, type Region } from "@/lib/format";

type AttentionCardProps = {
  /** Null where they could not be read. */
  issues: IssueView[] | null;
  /** Orders that a person must look at; at most 100 are counted. */
  orders: number | null;
  /** Steps of the set-up that are still to do. */
  stepsLeft: number;
  renderedAt: string;
  region: Region;
};

/** Said of an account that cannot sell yet as well, where it must not sound as if all were done. */
const nothing = (stepsLeft: number) =>
  stepsLeft === 0
    ? "Nothing needs you right now."
    : `Nothing is wrong. The set-up still has ${formatCount(stepsLeft, "step")} for you.`;

/** What needs somebody, the urgent first. An issue closes when it is proven to be over, not when it is read. */
export function AttentionCard({ issues, orders, stepsLeft, ...times }: AttentionCardProps) {
  const unread = issues === null || orders === null;
  const count = (issues?.length ?? 0) + (orders ? 1 : 0);
  return (
    <Card
      id="attention"
      flush={count > 0}
      title="Needs attention"
      description={
        unread
          ? "This could not be read completely. Load the page again in a minute."
          : count === 0
            ? nothing(stepsLeft)
            : formatCount(count, "matter")
      }
    >
      {count > 0 && (
        <ul className="divide-y">
          {orders !== null && orders > 0 && (
            <li className="flex flex-wrap items-center justify-between gap-3 px-4 py-3 text-sm sm:px-5">
              <div className="min-w-0 flex-1 basis-60">
                <p className="font-medium">
                  {orders >= 100 ? "100 orders or more" : formatCount(orders, "order")} to look at
                </p>
                <p className="text-muted">Each says what happened and what can be done.</p>
              </div>
              <Link href="/orders?show=attention" prefetch={false} className={buttonClass()}>
                Open orders
              </Link>
            </li>
          )}
          {issues?.map(({ id, severity, title, body, remedy, href, location, lastAt, count: seen }) => (
            <li key={id} className="px-4 py-3 text-sm sm:px-5">
              <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
                <Badge tone={severity === "critical" ? "negative" : "warning"}>
                  {severity === "critical" ? "Urgent" : "Warning"}
                </Badge>
                <span className="font-medium">{title}</span>
                {location && <span className="text-muted">{location.name}</span>}
              </p>
              <p className="mt-1 text-muted text-pretty">{body}</p>
              <p className="mt-1 text-pretty">
                {remedy} <TextLink href={href}>Open</TextLink>
              </p>
              <p className="mt-1 text-muted text-xs">
                Last seen <RelativeTime at={lastAt} {...times} />
                {seen > 1 && `, ${seen} times`}
              </p>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
