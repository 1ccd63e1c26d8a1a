/** What every answer of the server must satisfy, whatever was asked: the judge of the malformed requests. */

import assert from 'node:assert/strict';

/** Where an answer may send a browser besides our own pages: exactly the registered URIs. */
export type Allowed = { readonly origin: string; readonly redirects: readonly string[] };

/** Marks put into requests; an error text that shows one reflects its input (protocol.md G-5). */
export const mark = 'zqxmark';

const leak =
  /\n\s+at .+:\d+:\d+|node:internal|node_modules|\.ts:\d+|SQLITE|syntax error at|TypeError|RangeError|ReferenceError|\b(?:select|insert into|update|delete from) [a-z_"]+ (?:from|set|where|values)\b/i;
const ownCookie =
  /^(?:__Host-)?grantor_(?:session|browser|posted|ticket|device)(?:_[A-Za-z0-9_-]{8})?=[A-Za-z0-9_:.-]*; Path=\/(?:; Max-Age=\d+)?; HttpOnly(?:; Secure)?; SameSite=Lax$/;
const describable = /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/; // RFC 6749 §5.2
const ownPages =
  /^\/(?:login|consent|select-account|no-access|continue|account\/sessions|device|oauth\/logout)(?:\?|$)/;

export async function judge(response: Response, allowed: Allowed): Promise<void> {
  const body = await response.text();
  assert.ok(response.status < 500, `status ${response.status}: ${body.slice(0, 200)}`);
  assert.doesNotMatch(body, leak);
  judgeHeaders(response);
  judgeLocation(response.headers.get('location'), allowed);
  for (const cookie of response.headers.getSetCookie()) assert.match(cookie, ownCookie);
  const type = response.headers.get('content-type') ?? '';
  if (type.includes('json'))
    assert.equal(
      response.headers.get('content-security-policy'),
      "default-src 'none'; frame-ancestors 'none'",
    );
  if (type.includes('json') && body !== '') judgeJson(JSON.parse(body), response.status);
  if (type.includes('text/html')) judgeHtml(response, body);
}

function judgeHeaders({ headers, status }: Response): void {
  assert.equal(headers.get('x-content-type-options'), 'nosniff');
  assert.ok(headers.get('x-request-id'), 'no request id'); // protocol.md G-9
  assert.equal(headers.get('server') ?? headers.get('x-powered-by'), null);
  const cached = headers.get('cache-control') ?? '';
  if (!/^public, max-age=\d+(, immutable)?$/.test(cached)) {
    assert.equal(cached, 'no-store', `cache-control of ${status}`); // protocol.md G-6
    assert.equal(headers.get('pragma'), 'no-cache');
  }
  if (status === 405) assert.ok(headers.has('allow'));
  if (status === 401) assert.ok(headers.has('www-authenticate'));
}

function judgeLocation(location: string | null, { origin, redirects }: Allowed): void {
  if (location === null) return;
  assert.doesNotMatch(location, /[\r\n\0\\]/);
  if (location.startsWith('/') && !location.startsWith('//')) {
    assert.equal(new URL(location, origin).origin, origin);
    assert.match(location, ownPages);
    return;
  }
  const known = redirects.some((uri) => location === uri || /^[?#&]/.test(location.slice(uri.length)));
  assert.ok(known && redirects.some((uri) => location.startsWith(uri)), `redirected to ${location}`);
}

function judgeJson(value: unknown, status: number): void {
  judgeNoNull(value);
  if (status < 400) return;
  assert.ok(typeof value === 'object' && value !== null);
  assert.deepEqual(Object.keys(value), ['error', 'error_description']);
  for (const text of Object.values(value)) {
    assert.match(String(text), describable);
    assert.ok(!String(text).includes(mark), `reflects its input: ${text}`);
  }
}

/** protocol.md G-5, security.md O-4 */
export function judgeNoNull(value: unknown): void {
  assert.notEqual(value, null, 'a null member');
  if (typeof value === 'object' && value !== null)
    for (const member of Object.values(value)) judgeNoNull(member);
}

/** security.md B-1, B-2 and the headers of §4 */
function judgeHtml({ headers }: Response, body: string): void {
  const policy = headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.doesNotMatch(policy, /'unsafe-inline'|\*/);
  assert.equal(headers.get('x-frame-options'), 'DENY');
  assert.equal(headers.get('referrer-policy'), 'same-origin');
  assert.doesNotMatch(body, new RegExp(`<[a-z]*${mark}|[\\s"'/]on\\w+="?${mark}|href="javascript:`, 'i'));
}
