import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";

type AuditFilterProps = { members: { id: string; name: string }[]; who: string };

/** A plain form, so that the choice stands in the address and works without script. */
export function AuditFilter({ members, who }: AuditFilterProps) {
  return (
    <form action="/settings/team/audit" className="flex items-center gap-2">
      <Select name="who" aria-label="Who" defaultValue={who}>
        <option value="">Everybody</option>
        {members.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      <Button type="submit">Show</Button>
    </form>
  );
}
