import type { ControlProps } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { roleLabels } from "@/lib/auth/roles";

export function RoleSelect({ value, ...control }: ControlProps & { value: string }) {
  return (
    <Select {...control} name="role" defaultValue={value}>
      {Object.entries(roleLabels).map(([role, label]) => (
        <option key={role} value={role}>
          {label}
        </option>
      ))}
    </Select>
  );
}
