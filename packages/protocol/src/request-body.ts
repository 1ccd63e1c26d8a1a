import { type ErrorCode, OAuthError } from './errors.ts';
import { decodeUtf8, hasControlCharacter, splitForm } from './form-encoding.ts';
import { Params } from './params.ts';

/** The body of a request with the two headers that say how to read it. */
export type RequestBody = {
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly body: Uint8Array;
};

/** The longest body, in bytes (protocol.md §1). */
export const bodyLimit = 65_536;

const formType = 'application/x-www-form-urlencoded';
const jsonType = 'application/json';
const nonAscii = /[\u0080-\uffff]/;

/** The parameters of a raw query, without its `?`; throws `invalid_request` on bad encoding (RFC 6749 §3.1). */
export function parseQuery(raw: string): Params {
  // RFC 3986 §3.4: other characters come percent-encoded
  const pairs = nonAscii.test(raw) ? null : splitForm(raw);
  if (pairs === null) throw malformed('The query is not correctly encoded.');
  return Params.of(pairs);
}

/**
 * The parameters of a form. Throws `invalid_request` on another type and on bad encoding (RFC 6749 §3.2),
 * `unsupported_content_encoding` and `payload_too_large` (protocol.md §1, security.md I-3). `lines` names the
 * parameters that may have several lines.
 */
export function parseForm(request: RequestBody, lines?: ReadonlySet<string>): Params {
  const pairs = splitForm(textOf(request, formType), lines);
  if (pairs === null) throw malformed('The body is not correctly encoded.');
  return Params.of(pairs);
}

/**
 * The parameters of a JSON object whose members are all strings; otherwise as `parseForm`. A member named
 * twice counts as a repeated parameter, whichever of the two a parser would have kept (security.md I-1, I-4).
 */
export function parseJsonObject(request: RequestBody): Params {
  const text = textOf(request, jsonType);
  if (!isJson(text)) throw malformed('The body is not valid JSON.');
  const pairs = flatPairs(text);
  if (pairs === null) throw malformed('The body must be a JSON object with string members.');
  if (pairs.some((pair) => reserved.has(pair[0])))
    throw malformed('The body has a member that is not allowed.');
  if (!pairs.flat().every((part) => part.isWellFormed() && !hasControlCharacter(part))) {
    throw malformed('The body is not correctly encoded.');
  }
  return Params.of(pairs);
}

/** The deepest JSON (protocol.md §1). */
const depthLimit = 8;

/**
 * The value of a JSON body. Throws `unreadable` on another type and on what is no JSON, `invalid_request`
 * where it is too deep, otherwise as `parseForm`.
 */
export function parseJson(request: RequestBody, { unreadable }: { unreadable: ErrorCode }): unknown {
  const text = textOf(request, jsonType, unreadable);
  if (!isJson(text)) throw new OAuthError(unreadable, 'The body is not valid JSON.');
  if (isNestedTooDeeply(text)) throw malformed('The body is nested too deeply.');
  return JSON.parse(text);
}

/** Whether a valid JSON text is deeper than any that we read (protocol.md §1), or than another limit. */
export const isNestedTooDeeply = (json: string, limit: number = depthLimit): boolean => depthOf(json) > limit;

function depthOf(json: string): number {
  let [depth, deepest] = [0, 0];
  for (const character of withoutStrings(json).shape) {
    if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth);
    else if (character === '}' || character === ']') depth--;
  }
  return deepest;
}

const reserved: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']); // security.md I-4

function textOf(request: RequestBody, type: string, unreadable: ErrorCode = 'invalid_request'): string {
  const encoding = request.contentEncoding?.trim().toLowerCase() ?? '';
  if (encoding !== '' && encoding !== 'identity') {
    throw new OAuthError('unsupported_content_encoding', 'The body must not be compressed.');
  }
  if (mediaType(request.contentType) !== type) {
    throw new OAuthError(unreadable, `The content type must be ${type}.`);
  }
  if (request.body.length > bodyLimit) throw new OAuthError('payload_too_large', 'The body is too large.');
  const text = decodeUtf8(request.body);
  if (text === null) throw new OAuthError(unreadable, 'The body is not UTF-8.');
  return text;
}

/** The media type without its parameters, in lower case (RFC 9110 §8.3.1). */
const mediaType = (header: string | undefined): string | undefined =>
  header?.split(';', 1)[0]?.trim().toLowerCase();

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const jsonString = /"[^"\\]*(?:\\.[^"\\]*)*"/y;
const flatObject = /^\{(?:":"(?:,":")*)?\}$/;

/** The members of a valid JSON text in their order, or null unless it is an object of strings. */
function flatPairs(json: string): readonly (readonly [string, string])[] | null {
  const { shape, literals } = withoutStrings(json);
  if (!flatObject.test(shape.replaceAll(/[ \t\r\n]/g, ''))) return null;
  const strings = literals.map((literal): string => JSON.parse(literal));
  return strings.flatMap((name, index) =>
    index % 2 === 0 ? [[name, strings[index + 1] ?? ''] as const] : [],
  );
}

/** The string literals of a valid JSON text in their order, and the text with a `"` in the place of each. */
function withoutStrings(json: string): { readonly shape: string; readonly literals: readonly string[] } {
  const literals: string[] = [];
  const between: string[] = [];
  let end = 0;
  for (let start = json.indexOf('"'); start !== -1; start = json.indexOf('"', end)) {
    jsonString.lastIndex = start;
    const [literal = '"'] = jsonString.exec(json) ?? [];
    between.push(json.slice(end, start));
    literals.push(literal);
    end = start + literal.length;
  }
  return { shape: [...between, json.slice(end)].join('"'), literals };
}

const malformed = (description: string): OAuthError => new OAuthError('invalid_request', description);
