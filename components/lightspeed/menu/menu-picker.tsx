import Form from "next/form";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";

type Option = { value: string; label: string };

type MenuPickerProps = {
  hidden: Record<string, string | undefined>;
  menus: Option[];
  menu: string;
  profiles: Option[];
  profile: string;
};

/** A plain GET: the choice stands in the address. */
export function MenuPicker({ hidden, menus, menu, profiles, profile }: MenuPickerProps) {
  return (
    <Form action="/lightspeed/menus" className="flex flex-wrap items-end gap-3">
      {Object.entries(hidden).map(([name, value]) =>
        value === undefined ? null : <input key={name} type="hidden" name={name} value={value} />,
      )}
      <Choice id="menu" label="Menu" options={menus} chosen={menu} />
      <Choice id="profile" label="Order profile" options={profiles} chosen={profile} />
      <Button type="submit">Show</Button>
    </Form>
  );
}

type ChoiceProps = { id: string; label: string; options: Option[]; chosen: string };

function Choice({ id, label, options, chosen }: ChoiceProps) {
  return (
    <div className="min-w-0 basis-44 max-sm:grow">
      <label htmlFor={id} className="mb-1 block text-muted text-xs">
        {label}
      </label>
      <Select key={chosen} id={id} name={id} defaultValue={chosen}>
        {options.map(({ value, label: text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </Select>
    </div>
  );
}
