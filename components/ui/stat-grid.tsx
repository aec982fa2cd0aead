"use client";

import { Stat } from "./stat";

type StatGridProps = {
  /** Headings with their values, in order; what is false is left out. */
  stats: readonly (readonly [title: string, value: string] | false)[];
  className: string;
};

/** Many values at once. They travel as texts and are drawn from them, where as markup each would be written out twice. */
export function StatGrid({ stats, className }: StatGridProps) {
  return (
    <div className={className}>
      {stats.map(
        (stat) =>
          stat && (
            <Stat key={stat[0]} title={stat[0]}>
              {stat[1]}
            </Stat>
          ),
      )}
    </div>
  );
}
