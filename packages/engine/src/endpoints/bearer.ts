/** Reading and judging the access token of a request to a protected endpoint of ours (RFC 6750 §2, §3, RFC 9449 §7). */

import {
  accessCredentials,
  errorCatalogue,
  errorReply,
  type Instant,
  OAuthError,
  type Reply,
  resourceChallenge,
  secondOf,
} from '@grantor/protocol';
import { checkBinding } from '../holder/binding.ts';
import { proofAlgorithms, proofRequest } from '../holder/proof.ts';
import { limitHeaders } from '../requests/charge.ts';
import type { Context } from '../requests/context.ts';
import type { BackChannelRequest } from '../requests/request.ts';
import { type ActiveToken, findActiveToken } from '../tokens/presented-token.ts';
import { answer, challengeFor, nonceIn, withNonce } from './answer.ts';
import { type Credentials, readCredentials } from './presented-credentials.ts';
import { withToll } from './toll.ts';

/** An endpoint of ours that access tokens open. */
export type ProtectedEndpoint = {
  /** For counters. */
  readonly name: string;
  /** What it answers to the holder of an active token. */
  readonly reply: (found: ActiveToken) => Promise<Reply>;
  /** A front-end looked at the holder before, by a request of its own; absent: this one has to show it. */
  readonly holder?: 'shown_before';
};

/** Charges the request, looks at its token, and answers. */
export const answerHolder = (
  context: Context,
  request: BackChannelRequest,
  { name, reply, holder }: ProtectedEndpoint,
): Promise<Reply> =>
  answer(context.ports, { endpoint: name, source: request.source, refuse: refusalOf(context, request) }, () =>
    withToll(context.ports, { limit: 'default', source: request.source }, async (toll) => {
      await toll.pay();
      const { found, nonce } = await requireToken(context, request, holder);
      return withNonce(await reply(found), nonce);
    }),
  );

export const invalidToken = (): OAuthError =>
  new OAuthError('invalid_token', 'The access token is invalid, expired or revoked.');

/** It is bound to a key that was not shown as it has to be. */
class BoundToken extends OAuthError {
  constructor(detail: string) {
    super('invalid_token', 'The access token is bound: it has to come as DPoP, with a proof of its key.', {
      detail,
    });
  }
}

const unfit = ({ token: { confirmation } }: ActiveToken, detail: string): OAuthError =>
  confirmation !== null && 'x5t#S256' in confirmation
    ? new OAuthError('invalid_token', 'The access token is bound to a certificate, which has to be shown.', {
        detail,
      })
    : new BoundToken(detail);

/**
 * The active token of the request, sent by its holder. Throws `missing_token`, `invalid_token`, `invalid_request`,
 * `invalid_dpop_proof` or `use_dpop_nonce`. `nonce`: to be sent along; null: none is due.
 */
async function requireToken(
  context: Context,
  request: BackChannelRequest,
  holder: ProtectedEndpoint['holder'],
): Promise<{ readonly found: ActiveToken; readonly nonce: string | null }> {
  const now = context.ports.clock.now();
  const credentials = readCredentials(request);
  const found = await findActiveToken(context, credentials.token, secondOf(now));
  if (found === null) throw invalidToken();
  if (holder === 'shown_before') return { found, nonce: null };
  return { found, nonce: await checkHolder(context, request, { credentials, found, now }) };
}

type Held = { readonly credentials: Credentials; readonly found: ActiveToken; readonly now: Instant };

async function checkHolder(
  context: Context,
  request: BackChannelRequest,
  { credentials, found, now }: Held,
): Promise<string | null> {
  const binding = await checkBinding(context, {
    scheme: credentials.scheme,
    confirmation: found.token.confirmation,
    proof: proofRequest(context, request, { accessToken: credentials.token, now }),
    certificate: request.certificate,
    client: found.client,
    source: request.source,
    payer: null,
  });
  if (binding.kind === 'unfit') throw unfit(found, binding.detail);
  return binding.nonce;
}

/** Whoever speaks DPoP, or has to, is answered in it alone; others read the Bearer challenge first (RFC 9449 §7.1). */
const refusalOf =
  ({ policy }: Context, { authorization }: BackChannelRequest) =>
  (failure: OAuthError): Reply => {
    const speaksDpop = accessCredentials(authorization)?.scheme === 'dpop';
    const headers = { ...limitHeaders(failure), ...nonceIn(failure) };
    if (failure.code === 'invalid_dpop_proof' || failure.code === 'use_dpop_nonce') {
      // 401 at a resource, where the token endpoint says 400
      const refused = errorReply(failure, { ...headers, 'www-authenticate': dpopChallenge(policy, failure) });
      return { ...refused, status: errorCatalogue.invalid_token.status };
    }
    const challenged = challengeFor(failure)['www-authenticate'];
    if (challenged === undefined) return errorReply(failure, headers);
    const isDpopAlone = failure.code !== 'missing_token' && (speaksDpop || failure instanceof BoundToken);
    const challenge = isDpopAlone
      ? dpopChallenge(policy, failure)
      : `${challenged}, ${dpopChallenge(policy, null)}`;
    return errorReply(failure, { ...headers, 'www-authenticate': challenge });
  };

const dpopChallenge = (policy: Context['policy'], failure: OAuthError | null): string =>
  resourceChallenge({
    dpop: proofAlgorithms(policy),
    ...(failure === null ? {} : { error: { code: failure.code, description: failure.description } }),
    scope: [],
    metadata: null,
  });
