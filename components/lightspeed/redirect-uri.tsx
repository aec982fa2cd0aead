import { CopyButton } from "@/components/ui/copy-button";

export function RedirectUri({ uri }: { uri: string }) {
  return (
    <div>
      <h3 id="redirect-uri-label" className="text-muted text-xs">
        Redirect URI
      </h3>
      <div className="mt-1 flex items-center gap-2">
        <code className="min-w-0 flex-1 rounded border bg-sunken px-2.5 py-1.5 font-mono text-xs [overflow-wrap:anywhere] sm:flex-none">
          {uri}
        </code>
        <CopyButton text={uri} describedBy="redirect-uri-label" />
      </div>
    </div>
  );
}
