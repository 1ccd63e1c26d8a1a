import {
  assertNever,
  type ErrorCode,
  type Reply,
  type ResourceChallenge,
  resourceChallenge,
  wireName,
} from '@grantor/protocol';
import type { Scheme } from '../access/access.ts';
import type { Denial } from '../access/denial.ts';
import { exposedHeaders, readableByScripts } from '../request/cors.ts';
import type { AnswerOptions } from './answer-options.ts';

/** One row of resource.md §6; descriptions are constant ASCII without quotes and backslashes. */
type Answer = {
  readonly status: number;
  readonly code: ErrorCode;
  readonly description: string;
  /** What the challenge tells beside the address of the metadata. */
  readonly challenge: 'nothing' | 'error' | 'error and scope' | 'error and sign-in' | 'proof' | 'none';
};

const answers: { readonly [Kind in Denial['kind']]: Answer } = {
  no_credentials: {
    status: 401,
    code: 'invalid_token',
    description: 'An access token is required',
    challenge: 'nothing', // RFC 6750 §3.1: no error code where there was no token
  },
  expired: {
    status: 401,
    code: 'invalid_token',
    description: 'The access token expired',
    challenge: 'error and scope',
  },
  invalid_token: {
    status: 401,
    code: 'invalid_token',
    description: 'The access token is not valid for this resource',
    challenge: 'error and scope',
  },
  invalid_proof: {
    status: 401,
    code: 'invalid_dpop_proof',
    description: 'The DPoP proof is missing or not valid',
    challenge: 'proof',
  },
  nonce_needed: {
    status: 401,
    code: 'use_dpop_nonce',
    description: 'The DPoP proof must carry the nonce of this answer',
    challenge: 'proof',
  },
  weak_authentication: {
    status: 401,
    code: 'insufficient_user_authentication',
    description: 'A stronger or more recent sign-in is required',
    challenge: 'error and sign-in',
  },
  missing_scope: {
    status: 403,
    code: 'insufficient_scope',
    description: 'This operation needs the scope',
    challenge: 'error and scope',
  },
  malformed: {
    status: 400,
    code: 'invalid_request',
    description: 'The request carries more than one credential',
    challenge: 'error',
  },
  user_denied: {
    status: 403,
    code: 'access_denied',
    description: 'The user may not use this resource',
    challenge: 'none',
  },
  unavailable: {
    status: 503,
    code: 'temporarily_unavailable',
    description: 'The access token cannot be checked right now',
    challenge: 'none', // a 401 would make clients throw good tokens away
  },
};

/** What an answer depends on beside the denial. */
export type DenialContext = {
  /** The absolute address of the metadata; null: it could not be told. */
  readonly metadataUrl: string | null;
  /** All scopes of the operation. */
  readonly scopes: readonly string[];
  /** How a token was presented, null when none was. */
  readonly scheme: Scheme | null;
  /** A fresh nonce for a DPoP request, or null. */
  readonly nonce: string | null;
};

/** Makes the answer to a denial (resource.md §6). */
export function createDenialReply(
  options: Pick<AnswerOptions, 'dpop' | 'cors'>,
): (denial: Denial, context: DenialContext) => Reply {
  return (denial, context) => {
    const { status, code } = answers[denial.kind];
    const description = describe(denial);
    const challenges = challengesOf(denial, context, options.dpop);
    const nonce = denial.kind === 'nonce_needed' ? denial.nonce : context.nonce;
    const reply: Reply = {
      status,
      headers: {
        'content-type': 'application/json',
        'cache-control': 'no-store',
        'access-control-expose-headers': exposedHeaders,
        ...(challenges.length === 0 ? {} : { 'www-authenticate': challenges.join(', ') }),
        ...(nonce === null ? {} : { 'dpop-nonce': nonce }),
        ...(denial.kind === 'unavailable' ? { 'retry-after': '5' } : {}),
      },
      body: JSON.stringify({ error: wireName(code), error_description: description }),
      note: { error: code, clientId: null },
    };
    return options.cors === 'answered' ? readableByScripts(reply) : reply;
  };
}

const describe = (denial: Denial): string => {
  const { description } = answers[denial.kind];
  return denial.kind === 'missing_scope' ? `${description} ${denial.scopes.join(' ')}` : description;
};

/**
 * The challenges in their order. Bearer comes first, because clients read nothing else; DPoP stands alone where
 * it is required and in answers to a DPoP request (RFC 9449 §7.1).
 */
function challengesOf(
  denial: Denial,
  context: DenialContext,
  dpop: AnswerOptions['dpop'],
): readonly string[] {
  const parameters = parametersOf(denial, context);
  if (parameters === null) return [];
  if (dpop === null) return [resourceChallenge(parameters)];
  const { algorithms } = dpop;
  const isAlone = dpop.mode === 'required' || context.scheme === 'DPoP';
  return isAlone
    ? [resourceChallenge({ ...parameters, dpop: algorithms })]
    : [resourceChallenge(parameters), resourceChallenge({ scope: [], metadata: null, dpop: algorithms })];
}

type ChallengeParameters = Omit<ResourceChallenge, 'dpop'>;

function parametersOf(denial: Denial, { metadataUrl, scopes }: DenialContext): ChallengeParameters | null {
  const { code, challenge } = answers[denial.kind];
  const error = { code, description: describe(denial) };
  const metadata = metadataUrl;
  switch (challenge) {
    case 'none':
      return null;
    case 'nothing':
      return { scope: scopes, metadata };
    case 'error':
      return { error, scope: [], metadata };
    case 'error and scope':
      return { error, scope: denial.kind === 'missing_scope' ? denial.scopes : scopes, metadata };
    case 'error and sign-in':
      return {
        error,
        ...(denial.kind === 'weak_authentication' ? { authentication: denial } : {}),
        scope: [],
        metadata,
      };
    case 'proof':
      return { error, scope: [], metadata: null };
    default:
      return assertNever(challenge);
  }
}
