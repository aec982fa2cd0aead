import clsx from "clsx";
import { Select } from "./select";

type FilterChoiceProps = {
  id: string;
  name: string;
  label: string;
  /** For no choice at all. */
  all: string;
  chosen: string | undefined;
  options: readonly (readonly [value: string, label: string])[];
  /** Its width on a wide page. */
  className: string;
};

/** One of several in a filter, drawn anew when the address says another. */
export function FilterChoice({ id, name, label, all, chosen, options, className }: FilterChoiceProps) {
  return (
    <>
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <Select key={chosen} id={id} name={name} defaultValue={chosen ?? ""} className={clsx("max-sm:w-full", className)}>
        <option value="">{all}</option>
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </Select>
    </>
  );
}
