const form = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether the database takes it as a uuid: anything else in an address names nothing. */
export const isUuid = (text: string): boolean => form.test(text);
