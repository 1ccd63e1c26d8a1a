/** From the protocol's errors to words for a person. A row for each code; what has none is shown as it is. */

import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client';
import { causesOf, Failure, failureIn, type Technical } from '../errors/failure.ts';
import {
  clientUnknown,
  clockWrong,
  codeExpired,
  deniedByPerson,
  registrationClosed,
  resourceRefused,
  scopeRefused,
  sessionEnded,
} from '../errors/sign-in.ts';
import { correlationIdOf } from '../http/http.ts';
import { clean } from '../untrusted/clean.ts';
import type { Connection } from './protocol-client.ts';

/** What was being done, for the words. */
export type Doing = {
  /** As the person names it. */
  readonly server: string;
  readonly clientId: string;
  readonly scopes?: readonly string[];
  readonly resources?: readonly string[];
  /** Seconds that this machine's clock is ahead. */
  readonly clockDifference: number;
};

/** The step of a sign-in, for the words. */
export const doingOf = (
  { client, http }: Connection,
  step: Omit<Doing, 'clientId' | 'clockDifference'>,
): Doing => ({ ...step, clientId: client.clientId, clockDifference: http.clockDifference() });

/** The protocol's answer that an error is: its code, its words, where it came from. */
export type Refusal = {
  readonly code: string;
  readonly said: string | undefined;
  readonly technical: Technical;
};

type Told = { readonly technical: Technical; readonly said: string | undefined; readonly cause: unknown };

const rows: Readonly<Record<string, (doing: Doing, told: Told) => Failure>> = {
  access_denied: (_, told) => deniedByPerson(told),
  expired_token: ({ server }, told) => codeExpired(server, told),
  invalid_client: ({ clientId }, told) => clientUnknown(clientId, told),
  invalid_grant: ({ server }, told) => sessionEnded(server, told),
  invalid_scope: ({ scopes = [] }, told) => scopeRefused(scopes, told),
  invalid_target: ({ resources = [] }, told) => resourceRefused(resources, told),
  registration_not_supported: ({ server }, told) => registrationClosed(server, told),
};

/** The refusal in an error, or null when it is none. */
export function refusalIn(error: unknown): Refusal | null {
  for (const cause of causesOf(error)) {
    if (cause instanceof ResponseBodyError) {
      const correlationId = correlationIdOf(cause.response);
      const technical = { code: cause.error, status: cause.status, correlationId };
      return { code: cause.error, said: cleaned(cause.error_description), technical };
    }
    if (cause instanceof AuthorizationResponseError) {
      return { code: cause.error, said: cleaned(cause.error_description), technical: { code: cause.error } };
    }
    if (cause instanceof WWWAuthenticateChallengeError) {
      const parameters = cause.cause.find(({ parameters }) => parameters.error !== undefined)?.parameters;
      const correlationId = correlationIdOf(cause.response);
      const technical = { code: parameters?.error, status: cause.status, correlationId };
      return { code: parameters?.error ?? '', said: cleaned(parameters?.error_description), technical };
    }
  }
  return null;
}

const cleaned = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : clean(text);

/** The answer that an error is about, if there was one. */
export function responseIn(error: unknown): Response | undefined {
  for (const cause of causesOf(error)) {
    if (cause instanceof Response) return cause;
    if (cause instanceof ResponseBodyError || cause instanceof WWWAuthenticateChallengeError)
      return cause.response;
  }
  return undefined;
}

/** Any error of a protocol step, in words. */
export function protocolFailure(error: unknown, doing: Doing): Failure {
  const known = failureIn(error);
  if (known !== null) return known;
  const refusal = refusalIn(error);
  if (refusal !== null) {
    const told = { technical: refusal.technical, said: refusal.said, cause: error };
    const row = Object.hasOwn(rows, refusal.code) ? rows[refusal.code] : undefined;
    return row?.(doing, told) ?? unnamedRefusal(refusal, doing, error);
  }
  return answerFailure(error, doing);
}

function unnamedRefusal({ said, technical }: Refusal, { server }: Doing, cause: unknown): Failure {
  const isOutage = (technical.status ?? 400) >= 500 || technical.status === 429;
  return new Failure(isOutage ? 'unavailable' : 'failed', {
    what: isOutage ? `${server} cannot do this right now.` : `${server} refused.`,
    why: said === undefined ? [] : [`The server says: ${said}`],
    remedy: [
      isOutage
        ? 'Try again in a moment.'
        : 'If the words above do not help, give the line below to whoever runs the server.',
    ],
    technical,
    cause,
  });
}

/** The answer itself was not what the protocol promises. */
function answerFailure(error: unknown, { server, clockDifference }: Doing): Failure {
  if (!(error instanceof ClientError)) throw error;
  if (error.code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED' && Math.abs(clockDifference) > 60) {
    return clockWrong(clockDifference, { cause: error });
  }
  const response = responseIn(error);
  const status = response?.status;
  const isOutage = status !== undefined && (status >= 500 || status === 429);
  return new Failure(isOutage ? 'unavailable' : 'failed', {
    what: isOutage ? `${server} cannot do this right now.` : `${server} gave an answer that is not OAuth.`,
    why: [
      isOutage
        ? 'It answered with an error page.'
        : `In the words of the protocol library: ${clean(error.message)}.`,
    ],
    remedy: [
      isOutage
        ? 'Try again in a moment.'
        : 'Tell whoever runs the server; --verbose shows which request it was.',
    ],
    technical: {
      code: error.code,
      status,
      correlationId: response === undefined ? undefined : correlationIdOf(response),
    },
    cause: error,
  });
}
