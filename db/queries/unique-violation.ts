/** Whether a statement failed because of this unique index (SQLSTATE 23505). Drizzle wraps the driver's error as its cause. */
export function isUniqueViolation(error: unknown, index: string): boolean {
  const found = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return (
    typeof found === "object" &&
    found !== null &&
    "code" in found &&
    found.code === "23505" &&
    "constraint_name" in found &&
    found.constraint_name === index
  );
}
