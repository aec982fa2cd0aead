import { formatMoney, type Region } from "@/lib/format";
import type { GuestGroup, GuestNotes } from "@/lib/guest/guest-menu-types";
import type { ChoiceInput } from "@/lib/guest/guest-order-input";
import { LeftBadge, statedWords } from "./item-facts";

type Path = readonly (string | number)[];
export type FieldName = (kind: "c" | "n", path: Path) => string;

type FieldsProps = {
  groups: readonly GuestGroup[];
  notes: readonly GuestNotes[];
  currency: string;
  region: Region;
  fieldName: FieldName;
  path?: Path;
  chosen?: readonly ChoiceInput[] | undefined;
  wished?: readonly string[] | undefined;
};

/** Choices and wishes as plain form fields. What lies under a choice shows once it is chosen, without script (globals.css). */
export function ChoiceFields({ groups, notes, path = [], chosen = [], wished = [], ...rest }: FieldsProps) {
  return (
    <>
      {groups.map((group) => (
        <Group key={group.group} {...{ group, path, chosen, ...rest }} />
      ))}
      {notes.map((group, index) => (
        <Notes key={group.name} name={rest.fieldName("n", [...path, index])} {...{ group, wished }} />
      ))}
    </>
  );
}

export function rule({ minimum, maximum }: Pick<GuestGroup, "minimum" | "maximum">): string {
  if (minimum === maximum) return `Choose ${minimum}`;
  if (minimum > 0) return maximum === null ? `Choose at least ${minimum}` : `Choose ${minimum} to ${maximum}`;
  return maximum === null ? "As many as you like" : `Up to ${maximum}`;
}

const option = "flex min-h-11 cursor-pointer items-center gap-3 py-1.5 text-base";
const box = "size-5 shrink-0 accent-(--accent)";

type GroupProps = Pick<FieldsProps, "currency" | "region" | "fieldName"> & {
  group: GuestGroup;
  path: Path;
  chosen: readonly ChoiceInput[];
};

function Group({ group, path, chosen, currency, region, fieldName }: GroupProps) {
  const name = fieldName("c", [...path, group.group]);
  const isOne = group.maximum === 1;
  const mine = chosen.filter((one) => one.group === group.group);
  const isSilent = group.choices.every(({ allergens, diets }) => allergens === null && diets.length === 0);
  return (
    <fieldset className="rounded-lg border bg-surface px-4 pt-3 pb-2">
      <legend className="float-left w-full font-medium text-base">
        {group.name} <span className="font-normal text-muted text-sm">· {rule(group)}</span>
      </legend>
      <div className="clear-both divide-y">
        {isOne && group.minimum === 0 && (
          <label className={option}>
            <input type="radio" className={box} name={name} value="" defaultChecked={mine.length === 0} />
            Nothing
          </label>
        )}
        {isSilent && <p className="py-1.5 text-muted text-sm">Allergens of these choices: not stated</p>}
        {group.choices.map((choice) => {
          const here = mine.find(({ sku }) => sku === choice.sku);
          const inner = [...path, group.group, choice.sku];
          return (
            <div key={choice.sku} className="guest-choice">
              <label className={option}>
                <input
                  type={isOne ? "radio" : "checkbox"}
                  className={box}
                  {...{ name, value: choice.sku, disabled: choice.left === 0 }}
                  // At the top only: what is hidden could not be filled in.
                  required={isOne && group.minimum === 1 && path.length === 0}
                  defaultChecked={here !== undefined}
                />
                <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
                  {choice.name}
                  {!isSilent && <span className="block text-muted text-sm">{statedWords(choice)}</span>}
                </span>
                <LeftBadge left={choice.left} />
                {choice.extraMinor !== 0 && (
                  <span className="shrink-0 text-muted tabular-nums">
                    + {formatMoney(choice.extraMinor, currency, region)}
                  </span>
                )}
              </label>
              {(choice.groups.length > 0 || choice.notes.length > 0) && (
                <div className="guest-under mb-3 grid gap-3 pl-8">
                  <ChoiceFields
                    {...{ groups: choice.groups, notes: choice.notes, currency, region, fieldName, path: inner }}
                    chosen={here?.choices}
                    wished={here?.notes}
                  />
                </div>
              )}
            </div>
          );
        })}
      </div>
    </fieldset>
  );
}

function Notes({ group, name, wished }: { group: GuestNotes; name: string; wished: readonly string[] }) {
  const isSet = group.notes.some(({ id }) => wished.includes(id));
  return (
    <fieldset className="rounded-lg border bg-surface px-4 pt-3 pb-2">
      <legend className="float-left w-full font-medium text-base">
        {group.name} <span className="font-normal text-muted text-sm">· if you like</span>
      </legend>
      <div className="clear-both divide-y">
        {!group.several && (
          <label className={option}>
            <input type="radio" className={box} name={name} value="" defaultChecked={!isSet} />
            As it comes
          </label>
        )}
        {group.notes.map(({ id, text }) => (
          <label key={id} className={option}>
            <input
              type={group.several ? "checkbox" : "radio"}
              className={box}
              {...{ name, value: id }}
              defaultChecked={wished.includes(id)}
            />
            {text}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
