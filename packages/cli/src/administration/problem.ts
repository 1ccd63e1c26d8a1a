/** From what the management API answers to words for a person (RFC 9457, product.md M-2). */

import { type Field, optionOf } from '../command-line/fields.ts';
import { Failure, type Technical } from '../errors/failure.ts';
import { correlationIdOf } from '../http/http.ts';
import { secondsUntilRetry } from '../http/retry.ts';
import { clean } from '../untrusted/clean.ts';
import { type JsonObject, parseObject, readObjects, readText } from '../untrusted/json.ts';

/** What was asked for, for the words. */
export type Asked = {
  readonly issuer: string;
  /** As the person called it: `user “ada”`. */
  readonly about?: string | undefined;
  /** The options that stand for members. */
  readonly fields?: readonly Field[];
};

type Told = Asked & {
  readonly status: number;
  readonly said: readonly string[];
  readonly faults: readonly string[];
  readonly technical: Technical;
  /** Seconds; null: the server did not say. */
  readonly retryAfter: number | null;
};

/** The failure that the answer is. `now` is in milliseconds since 1970. */
export async function problemOf(response: Response, asked: Asked, now: number): Promise<Failure> {
  const { status, headers } = response;
  const problem = parseObject(await response.text());
  const code = problem === null ? undefined : readText(problem, 'code');
  const correlationId =
    (problem === null ? undefined : readText(problem, 'request_id')) ?? correlationIdOf(response);
  const technical = { code, status, correlationId };
  if (problem === null || code === undefined) return noApi(asked, technical);
  const detail = readText(problem, 'detail');
  return failureOf({
    ...asked,
    status,
    said: detail === undefined ? [] : [clean(detail)],
    faults: readObjects(problem, 'errors').map((error) => faultOf(error, asked)),
    technical,
    retryAfter: secondsUntilRetry(headers.get('retry-after'), now),
  });
}

/** `--redirect-uri: …` where an option stands for the member, else the member itself. */
function faultOf(error: JsonObject, { fields = [] }: Asked): string {
  const member = clean(readText(error, 'field') ?? '');
  const message = clean(readText(error, 'message') ?? readText(error, 'code') ?? 'It is not accepted.');
  const option = optionOf(/^\w+/.exec(member)?.[0] ?? '', fields);
  const name = option === undefined ? member : `--${option}`;
  return name === '' ? message : `${name}: ${message}`;
}

function failureOf(told: Told): Failure {
  const { issuer, status, about, said, faults, technical } = told;
  switch (status) {
    case 401:
      return new Failure('sign_in_needed', {
        what: `${issuer} does not take this sign-in for its management API.`,
        why: said,
        remedy: ['Sign in again: add --force'],
        technical,
      });
    case 404:
      return about === undefined ? noApi(told, technical) : noneCalled(about, told);
    case 409:
      return new Failure('failed', {
        what: 'The server did not do it.',
        why: faults.length === 0 ? said : faults,
        remedy: [],
        technical,
      });
    case 412:
      return new Failure('failed', {
        what: 'Somebody else changed it at this moment. Nothing was changed.',
        remedy: ['Look at it, and run the command again if you still want to.'],
        technical,
      });
    case 429:
    case 503:
      return busy(told);
    default:
      return status >= 500 ? busy(told) : unacceptable(told);
  }
}

const noneCalled = (about: string, { issuer, technical }: Told): Failure =>
  new Failure('failed', {
    what: `There is no ${about} at ${issuer}.`,
    remedy: ['Somebody may have deleted it at this moment.'],
    technical,
  });

const busy = ({ issuer, said, technical, retryAfter }: Told): Failure =>
  new Failure('unavailable', {
    what: `${issuer} cannot do this right now.`,
    why: said,
    remedy: [
      retryAfter === null
        ? 'Try again in a moment.'
        : `Try again in ${Math.ceil(retryAfter)} ${Math.ceil(retryAfter) === 1 ? 'second' : 'seconds'}.`,
    ],
    technical,
  });

const unacceptable = ({ said, faults, technical }: Told): Failure =>
  new Failure('wrong_usage', {
    what: 'The server does not accept this. Nothing was changed.',
    why: faults.length === 0 ? said : faults,
    remedy: ['Correct it, and run the command again.'],
    technical,
  });

const noApi = ({ issuer }: Asked, technical: Technical): Failure => {
  const isOutage = (technical.status ?? 0) >= 500 || technical.status === 429;
  return new Failure(isOutage ? 'unavailable' : 'failed', {
    what: isOutage ? `${issuer} cannot do this right now.` : `${issuer} does not offer this.`,
    why: [
      isOutage
        ? 'It answered with an error page.'
        : 'It is no Grantor, or an older one; or an application around it keeps the people.',
    ],
    remedy: [isOutage ? 'Try again in a moment.' : 'Name another server: --server URL'],
    technical,
  });
};

type Refused = { readonly account?: string | undefined; readonly technical?: Technical };

export const noAdministrator = (issuer: string, { account, technical }: Refused = {}): Failure =>
  new Failure('refused', {
    what: `${account ?? 'This account'} is no administrator of ${issuer}.`,
    why: ['Only administrators may do this, and nothing was done.'],
    remedy: ['Sign in as one: add --force, and choose the account. Or ask an administrator for the role.'],
    ...(technical === undefined ? {} : { technical }),
  });
