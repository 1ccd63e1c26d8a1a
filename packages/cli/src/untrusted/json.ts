/** Reads JSON of unknown shape: a member of another type counts as absent. */

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Deeper than any document, and far from what a stack can bear. */
const deepest = 64;

const isWithin = (value: unknown, depth: number): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (depth > 0 && Object.values(value).every((member) => isWithin(member, depth - 1)));

/** The object in the text, or null: no JSON, another value, or one that nests deeper than 64 levels. */
export function parseObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && isWithin(value, deepest) ? value : null;
  } catch {
    return null;
  }
}

// What JSON leaves as it is and a terminal acts on: DEL and the C1 controls, separators and format marks
const acting = /[\x7f-\x9f\p{Zl}\p{Zp}\p{Cf}]/gu;

/** For people and programs: lines of two spaces, and nothing in it that a terminal would act on. */
export const formatJson = (value: unknown): string =>
  (JSON.stringify(value, null, 2) ?? 'null').replaceAll(acting, escapeUnits);

const escapeUnits = (character: string): string =>
  Array.from({ length: character.length }, (_, index) => {
    const unit = character.charCodeAt(index).toString(16);
    return `\\u${unit.padStart(4, '0')}`;
  }).join('');

export function readText(from: JsonObject, name: string): string | undefined {
  const value = from[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function readNumber(from: JsonObject, name: string): number | undefined {
  const value = from[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The texts of a list; anything else in it is left out. */
export function readTexts(from: JsonObject, name: string): readonly string[] {
  const value = from[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

export function readObjects(from: JsonObject, name: string): readonly JsonObject[] {
  const value = from[name];
  return Array.isArray(value) ? value.filter(isObject) : [];
}
