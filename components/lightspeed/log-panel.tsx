import Form from "next/form";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterChoice } from "@/components/ui/filter-choice";
import { Input } from "@/components/ui/input";
import { TextLink } from "@/components/ui/text-link";
import { formatCount, type Region, zoneName } from "@/lib/format";
import type { LogEntryView, LogRowView } from "@/lib/lightspeed/connection/connection-view-types";
import { isFiltered, type LogFilter, levelWords, logFilterHref } from "./log-filter";
import { LogList } from "./log-list";

type LogPanelProps = {
  /** Null: it could not be read. */
  log: { entries: LogEntryView[]; total: number } | null;
  filter: LogFilter;
  region: Region;
};

export function LogPanel({ log, filter, region }: LogPanelProps) {
  return (
    <Card
      id="log"
      flush
      title="Integration logs"
      description={`The newest 100 entries, newest first. Times are in ${zoneName(region)}.`}
      footer={log && log.total > 0 ? <Shown shown={log.entries.length} total={log.total} filter={filter} /> : undefined}
    >
      {log && log.total > 0 && <FilterForm filter={filter} />}
      {log === null ? (
        <EmptyState
          title="The log could not be read"
          action={<TextLink href={logFilterHref(filter)}>Try again</TextLink>}
        >
          Nothing is lost; the entries are still stored.
        </EmptyState>
      ) : log.total === 0 ? (
        <EmptyState title="Nothing has happened yet">
          Every sign-in, test, refresh and change of the integration is noted here.
        </EmptyState>
      ) : log.entries.length === 0 ? (
        <EmptyState title="No entry matches" action={<TextLink href={logFilterHref({})}>Show all entries</TextLink>}>
          Try another level or other words.
        </EmptyState>
      ) : (
        <LogList entries={log.entries.map(toRow)} filterHref={logFilterHref(filter)} region={region} />
      )}
    </Card>
  );
}

/** No more than is shown goes to the browser, a hundred times. */
const toRow = ({ seq, level, message, count, lastAt }: LogEntryView): LogRowView => ({
  ...{ seq, level, message, count, lastAt },
});

/** A plain GET: the filter is in the address, so it survives reload and Back, and needs no script. */
function FilterForm({ filter }: { filter: LogFilter }) {
  return (
    <Form
      action="/lightspeed"
      scroll={false}
      role="search"
      aria-label="Filter the log"
      className="flex flex-wrap gap-2 border-b bg-sunken px-4 py-2.5 sm:px-5"
    >
      <input type="hidden" name="tab" value="status" />
      <FilterChoice
        {...{ id: "log-level", name: "level", label: "Level", all: "All levels" }}
        options={Object.entries(levelWords)}
        chosen={filter.level}
        className="w-36"
      />
      <label htmlFor="log-text" className="sr-only">
        Search the log
      </label>
      <Input
        key={filter.text}
        id="log-text"
        name="q"
        type="search"
        defaultValue={filter.text}
        maxLength={100}
        placeholder="Search the log"
        className="min-w-0 flex-1 basis-40"
      />
      <Button type="submit">Filter</Button>
      {isFiltered(filter) && (
        <TextLink href={logFilterHref({})} scroll={false} className="self-center text-sm">
          Clear
        </TextLink>
      )}
    </Form>
  );
}

function Shown({ shown, total, filter }: { shown: number; total: number; filter: LogFilter }) {
  const all = formatCount(total, "entry", "entries");
  return <span className="tabular-nums">{isFiltered(filter) ? `${shown} of ${all}` : all}</span>;
}
