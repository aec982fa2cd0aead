import { CopyButton } from "@/components/ui/copy-button";

/** Exact words, to be copied as they are. */
export function SupportWords({ id, words }: { id: string; words: string }) {
  return (
    <div className="grid w-full gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p id={id} className="font-medium text-sm">
          Write this to Lightspeed support
        </p>
        <CopyButton text={words} describedBy={id} />
      </div>
      <blockquote
        aria-labelledby={id}
        className="whitespace-pre-wrap rounded border bg-sunken px-3.5 py-3 font-mono text-xs [overflow-wrap:anywhere]"
      >
        {words}
      </blockquote>
    </div>
  );
}
