/** What an answer of the external API means (product.md H-2). Whatever is neither yes nor no is an outage. */

import { isJsonObject, readForeignJson } from '@grantor/protocol';
import type { OutboundAnswer } from '../outbound/request.ts';
import type { ExternalPerson, ExternalVerdict } from '../people/external-person.ts';
import { isEmail } from '../people/names.ts';
import { claimProblem } from '../people/person-fields.ts';

export type Judged = {
  readonly verdict: Exclude<ExternalVerdict, { kind: 'busy' }>;
  /** Whether another try may come to something else (product.md H-6). */
  readonly again: boolean;
  /** In ms: how long it asks to be left alone; null: it does not. */
  readonly retryAfter: number | null;
  /** What it says about it, for the log alone; null: nothing. */
  readonly message: string | null;
};

/** `now` in ms, for a date in `Retry-After`. */
export function judge(answer: OutboundAnswer, now: number): Judged {
  if (answer.kind === 'refused') return outage('address refused');
  if (answer.kind === 'failed') {
    const cause = failures[answer.reason];
    return repeated.has(answer.reason) ? passing(cause) : outage(cause);
  }
  const { status, headers, body } = answer;
  if (status === 429 || status >= 500)
    return { ...passing(`status ${status}`), retryAfter: waitIn(headers['retry-after'], now) };
  if (status >= 400) return rejected(null);
  if (answer.result !== 'success') return outage(`status ${status}`);
  const members = readForeignJson(Buffer.from(body).toString('utf8'));
  if (!isJsonObject(members)) return outage('answer is no JSON object');
  const message = typeof members['message'] === 'string' ? members['message'] : null;
  if (members['success'] === false) return rejected(message);
  const externalId = members['user_id'];
  if (members['success'] !== true) return outage('answer does not say whether');
  if (typeof externalId !== 'string' || !/^[^\p{Cc}\p{Cs}]{1,255}$/u.test(externalId))
    return outage('answer has no user_id');
  const person = { externalId, email: emailIn(members['email']), name: nameIn(members['full_name']) };
  return { ...settled, verdict: { kind: 'accepted', person }, message };
}

type Failure = Extract<OutboundAnswer, { kind: 'failed' }>['reason'];

const failures: Readonly<Record<Failure, string>> = {
  timeout: 'no answer in time',
  unreachable: 'not reachable',
  redirect: 'answer is a redirect',
  too_large: 'answer is too large',
  wrong_type: 'answer is no JSON object',
  content_encoded: 'answer is compressed',
};

const repeated: ReadonlySet<Failure> = new Set(['timeout', 'unreachable']);

const settled = { again: false, retryAfter: null } as const;

const rejected = (message: string | null): Judged => ({ ...settled, verdict: { kind: 'rejected' }, message });

const outage = (cause: string): Judged => ({
  ...settled,
  verdict: { kind: 'unavailable', cause },
  message: null,
});

/** One that may be over by the next try. */
const passing = (cause: string): Judged => ({ ...outage(cause), again: true });

/** RFC 9110 §10.2.3: seconds, or a date. */
function waitIn(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const until = Date.parse(header);
  return Number.isNaN(until) ? null : Math.max(0, until - now);
}

function emailIn(value: unknown): ExternalPerson['email'] {
  const address = typeof value === 'string' ? value.normalize('NFKC').trim() : '';
  return isEmail(address) ? address : null;
}

function nameIn(value: unknown): ExternalPerson['name'] {
  const name = typeof value === 'string' ? value.normalize('NFKC').trim() : '';
  return name !== '' && claimProblem('name', name) === null ? name : null;
}
