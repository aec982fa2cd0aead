/** What a server action was given as its form. Callers can send anything: what is no form counts as an empty one. */
export function formFrom(given: unknown): FormData {
  return given instanceof FormData ? given : new FormData();
}

/** A field's text, cut to what any of our fields can hold; empty for a file or a field that is missing. */
export function fieldText(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.slice(0, 2000) : "";
}
