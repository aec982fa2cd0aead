import { Button } from "@/components/ui/button";
import type { Arrangement } from "./use-arrangement";

export function ArrangeBar({ arrangement }: { arrangement: Arrangement }) {
  const { arranging, changed, pending, failure, start, stop, save } = arrangement;
  if (!arranging) return <Button onClick={start}>Arrange tables</Button>;
  return (
    <>
      {failure ? (
        <p role="alert" className="max-w-80 text-negative-ink text-sm">
          {failure}
        </p>
      ) : (
        <p className="max-w-80 text-muted text-xs text-pretty">
          Drag a table, or reach it with Tab and move it with the arrow keys (with Shift five steps).
        </p>
      )}
      <Button onClick={stop} disabled={pending}>
        {changed ? "Discard" : "Done"}
      </Button>
      <Button variant="primary" onClick={save} pending={pending} disabled={!changed}>
        Save arrangement
      </Button>
    </>
  );
}
