type Option = { value: string; label: string };

/** A long list of choices as one text, a line each: behind a page that is written and read in one go, where each object would be visited. Values hold no space. */
export const optionLines = (options: readonly Option[]): string =>
  options.map(({ value, label }) => `${value} ${label}`).join("\n");

export function OptionLines({ lines }: { lines: string }) {
  return lines.split("\n").map((line) => {
    const end = line.indexOf(" ");
    const value = line.slice(0, end);
    return (
      <option key={value} value={value}>
        {line.slice(end + 1)}
      </option>
    );
  });
}
