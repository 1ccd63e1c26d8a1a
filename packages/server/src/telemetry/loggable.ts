import { OAuthError, Secret } from '@grantor/protocol';

const longestText = 256; // security.md O-1
const longestStack = 4096;
const deepest = 6;

/** The fields as plain JSON that is safe to print: secrets redacted, texts escaped and cut, cycles ended. */
export function loggable(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return members(fields, 0);
}

function printable(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case 'string':
      return cut(value, longestText);
    case 'bigint':
    case 'symbol':
    case 'function':
      return cut(String(value), longestText);
    case 'object':
      return value === null ? null : printableObject(value, depth);
    default:
      return value;
  }
}

function printableObject(value: object, depth: number): unknown {
  if (value instanceof Secret) return value.toJSON();
  if (depth >= deepest) return '[deep]';
  if (value instanceof Error) return printableError(value, depth);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (ArrayBuffer.isView(value)) return '[bytes]';
  if (Array.isArray(value)) return value.map((item) => printable(item, depth + 1));
  if (value instanceof Map || value instanceof Set)
    return [...value].map((item) => printable(item, depth + 1));
  return members(value, depth + 1);
}

/** Other members stay out: drivers put the values of statements there. */
function printableError(error: Error, depth: number): unknown {
  return {
    type: error.name,
    message: cut(error.message, longestText),
    stack: cut(error.stack ?? '', longestStack),
    ...('code' in error ? { code: printable(error.code, depth + 1) } : {}),
    ...(error instanceof OAuthError ? { detail: printable(error.detail, depth + 1) } : {}),
    ...(error instanceof AggregateError ? { errors: printable(error.errors, depth + 1) } : {}),
    ...(error.cause === undefined ? {} : { cause: printable(error.cause, depth + 1) }),
  };
}

function members(value: object, depth: number): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    const member: unknown = Reflect.get(value, name);
    if (member !== undefined) kept[cut(name, longestText)] = printable(member, depth);
  }
  return kept;
}

// JSON escapes C0 itself; terminals also obey C1, and viewers reorder by the bidirectional controls
const unseen = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

const plain = /^[\x20-\x7e]*$/;

function cut(text: string, longest: number): string {
  if (text.length <= longest && plain.test(text)) return text;
  const short = text.length > longest ? `${text.slice(0, longest - 1).toWellFormed()}…` : text;
  return short.replace(unseen, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
