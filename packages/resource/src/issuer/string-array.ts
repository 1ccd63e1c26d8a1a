/** Whether the value is an array of texts. */
export const isStringArray = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((member) => typeof member === 'string');
