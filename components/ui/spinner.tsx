export function Spinner() {
  return (
    <span
      aria-hidden="true"
      className="size-3 animate-spin motion-reduce:animate-none rounded-full border-[1.5px] border-current border-r-transparent"
    />
  );
}
