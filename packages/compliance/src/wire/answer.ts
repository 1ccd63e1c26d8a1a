import assert from 'node:assert/strict';

// One answer of an endpoint, and what is expected of it. Messages name statuses and codes, never values.

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
}

export interface Sending {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | FormData;
}

export function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}

/** Sends one request and reads the whole answer; redirects are not followed. */
export async function send(url: string | URL, sending: Sending = {}): Promise<Answer> {
  const response = await fetch(url, {
    method: sending.method ?? 'GET',
    headers: { ...sending.headers },
    body: sending.body ?? null,
    redirect: 'manual',
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parseObject(text) };
}

/** The code of an error: in the body, or, where there is no body, in the challenge (RFC 6750 §3). */
function codeOf({ json, text, headers }: Answer): unknown {
  if (text !== '' || json['error'] !== undefined) return json['error'];
  return /[ ,]error="([^"]*)"/.exec(headers.get('www-authenticate') ?? '')?.[1];
}

/** What an answer looks like in a message: its status and error code, nothing secret. */
export function describeAnswer(answer: Answer): string {
  const error = codeOf(answer);
  const description = answer.json['error_description'] ?? '';
  return typeof error === 'string'
    ? `${answer.status} ${error} ${description}`.trim()
    : `${answer.status} without error code`;
}

export function expectStatus(answer: Answer, status: number): void {
  assert.ok(answer.status === status, `expected ${status}, got ${describeAnswer(answer)}`);
}

export function expectError(answer: Answer, status: number, code: string): void {
  const met = answer.status === status && codeOf(answer) === code;
  assert.ok(met, `expected ${status} ${code}, got ${describeAnswer(answer)}`);
}

export function expectErrorOneOf(answer: Answer, status: number, codes: readonly string[]): void {
  const met = answer.status === status && codes.includes(String(codeOf(answer)));
  assert.ok(met, `expected ${status} ${codes.join(' or ')}, got ${describeAnswer(answer)}`);
}

/** A member that must be a non-empty string. */
export function stringOf(answer: Answer, member: string): string {
  const value = answer.json[member];
  assert.ok(typeof value === 'string' && value !== '', `no string "${member}" in ${describeAnswer(answer)}`);
  return value;
}

/** A member that must be an integer. */
export function integerOf(answer: Answer, member: string): number {
  const value = answer.json[member];
  assert.ok(Number.isInteger(value), `no integer "${member}" in ${describeAnswer(answer)}`);
  return Number(value);
}

export function expectHeader(answer: { headers: Headers }, name: string, expected: RegExp): void {
  const value = answer.headers.get(name);
  assert.ok(
    value !== null && expected.test(value),
    `header ${name} is ${value ?? 'missing'}, expected ${expected}`,
  );
}
