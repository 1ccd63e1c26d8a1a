/**
 * forward-auth/ answers a proxy that asks whether a request may pass (resource.md §9): one read, and no write
 * but for a DPoP proof.
 * It never knows how the proxy says what it asks, and never sends a browser anywhere.
 */

import {
  ambiguousPart,
  emptyReply,
  errorCatalogue,
  errorReply,
  isWithin,
  noting,
  OAuthError,
  type Reply,
  resourceChallenge,
  secondOf,
  unambiguousPath,
} from '@grantor/protocol';
import { answer, nonceIn, withNonce } from '../endpoints/answer.ts';
import { withToll } from '../endpoints/toll.ts';
import { checkBinding } from '../holder/binding.ts';
import { proofAlgorithms } from '../holder/proof.ts';
import type { Account } from '../model/account.ts';
import type { Resource } from '../model/resource.ts';
import { limitHeaders } from '../requests/charge.ts';
import type { Context } from '../requests/context.ts';
import { type ActiveToken, lookUpToken, scopeHeldAt } from '../tokens/presented-token.ts';
import { resourcesInForce, withImplied } from '../tokens/scope-hierarchy.ts';
import { type Credentials, expired, readCredentials, speaksDpop, unfit } from './credentials.ts';
import { type GuardedPlace, guardedPlace } from './guarded-place.ts';
import { type Identity, identityHeaders } from './identity.ts';
import type { FindVisitor, Verification, VerifyRequest } from './request.ts';

export async function verify(
  context: Context,
  request: VerifyRequest,
  findVisitor: FindVisitor,
): Promise<Verification> {
  const { ports } = context;
  const { source, demand, original } = request;
  let place: Place | null = null;
  const refuse = (failure: OAuthError): Reply =>
    refusal(failure, request, {
      metadata: place?.metadata ?? null,
      dpop: proofAlgorithms(context.policy),
    });
  const reply = await answer(ports, { endpoint: 'verify', source, refuse }, () =>
    charged(context, request, async () => {
      // It carries no credentials by design; the service answers it, or the proxy does (Fetch §3.2.2)
      if (original?.isPreflight) return allow(null, request);
      const resources = await ports.store.listResources();
      place = { ...guardedPlace({ original, demand, policy: context.policy, resources }), resources };
      checkPath(request);
      const { identity, nonce } = await identify(context, request, { place, findVisitor });
      if (!isWithin(demand.scope, identity.scope)) throw lacking(demand.scope);
      return withNonce(allow(identity, request), nonce);
    }),
  );
  return { kind: kindOf(reply), reply };
}

type Place = GuardedPlace & { readonly resources: readonly Resource[] };

/** Whoever is no trusted proxy may fail so often only (operations.md §6). */
const charged = (context: Context, request: VerifyRequest, work: () => Promise<Reply>): Promise<Reply> =>
  request.asker === 'trusted_proxy'
    ? work()
    : withToll(context.ports, { limit: 'default', source: request.source }, async (toll) => {
        await toll.pay();
        return work();
      });

/** Proxy and service may take such a path for two, one of which asks for more (resource.md §9). */
function checkPath({ original, demand }: VerifyRequest): void {
  if (demand.path === 'any' || original === null || unambiguousPath(original.url.pathname) !== null) return;
  throw new OAuthError('invalid_request', 'The path can be read in two ways', {
    detail: `a proxy and a service may differ about the path: it has ${ambiguousPart(original.url.pathname)} in it`,
  });
}

/** `nonce`: of the sender's next proof; null: none is due. */
type Identified = { readonly identity: Identity; readonly nonce: string | null };

async function identify(
  context: Context,
  request: VerifyRequest,
  { place, findVisitor }: { readonly place: Place; readonly findVisitor: FindVisitor },
): Promise<Identified> {
  const { first, scope } = request.demand;
  // A cookie never meets a scope: there the token has to speak
  const visitor = first === 'cookie' && scope.length === 0 ? await findVisitor() : null;
  if (visitor !== null) return { identity: identityOf(visitor), nonce: null };
  const credentials = readCredentials(request);
  return credentials === null
    ? { identity: identityOf(await findVisitor()), nonce: null }
    : identifyHolder(context, request, { credentials, place });
}

/** A cookie says who somebody is, never what an application may do (resource.md §9). */
function identityOf(visitor: Account | null): Identity {
  if (visitor === null) throw new OAuthError('missing_token', 'An access token is required');
  return { account: visitor, token: null, scope: [] };
}

async function identifyHolder(
  context: Context,
  request: VerifyRequest,
  { credentials, place }: { readonly credentials: Credentials; readonly place: Place },
): Promise<Identified> {
  const value = credentials.token;
  const found = await lookUpToken(context, value, secondOf(context.ports.clock.now()));
  if (found.kind === 'expired') throw expired();
  if (found.kind === 'invalid') throw unfit('unknown, forged or revoked');
  const { token, standing, client } = found;
  const fitting = place.fitting(token);
  if (fitting.length === 0) throw unfit('for another audience');
  const nonce = await checkHolder(context, request, { credentials, token, client });
  // A token for no resource in particular holds what every resource agrees that it includes
  const inForce = resourcesInForce(token.resources.length === 0 ? [] : fitting, place.resources);
  const held = scopeHeldAt(context, { token, standing }, fitting);
  const scope = withImplied(held, inForce, standing.family?.claims ?? null);
  return { identity: { account: standing.account, token: { ...token, value }, scope }, nonce };
}

type Held = Pick<ActiveToken, 'token' | 'client'> & { readonly credentials: Credentials };

async function checkHolder(
  context: Context,
  { original, dpop, certificate, source }: VerifyRequest,
  { credentials, token, client }: Held,
): Promise<string | null> {
  const { method, url } = original ?? { method: null, url: null };
  const isKnown = method !== null && url !== null;
  const rest = { accessToken: credentials.token, now: context.ports.clock.now() };
  const binding = await checkBinding(context, {
    scheme: credentials.scheme,
    confirmation: token.confirmation,
    proof: isKnown ? { values: dpop, method, urls: [url.href], ...rest } : null,
    certificate,
    ...{ client, source, payer: token.userId ?? token.clientId },
  });
  if (binding.kind === 'unfit') throw unfit(binding.detail);
  return binding.nonce;
}

const lacking = (scope: readonly string[]): OAuthError =>
  new OAuthError('insufficient_scope', `This operation needs the scope ${scope.join(' ')}`);

function allow(identity: Identity | null, { demand }: VerifyRequest): Reply {
  const reply = emptyReply();
  const headers = { ...reply.headers, ...identityHeaders(identity, demand) };
  const allowed = { ...reply, headers };
  return identity?.token == null ? allowed : noting(allowed, identity.token.clientId);
}

type Challenging = {
  readonly metadata: string | null;
  /** Algorithms of proofs. */
  readonly dpop: readonly string[];
};

function refusal(failure: OAuthError, request: VerifyRequest, { metadata, dpop }: Challenging): Reply {
  const { code, description } = failure;
  const challenged = (error?: { code: typeof code; description: string }) => ({
    'www-authenticate': resourceChallenge({
      ...(speaksDpop(request) ? { dpop } : {}),
      ...(error === undefined ? {} : { error }),
      scope: code === 'invalid_request' ? [] : request.demand.scope,
      metadata,
    }),
  });
  switch (code) {
    case 'missing_token': {
      // RFC 6750 §3.1: no error code in the challenge when no token was sent; the body has to have one
      const shown = new OAuthError('invalid_token', description);
      return { ...errorReply(shown, challenged()), note: { error: code, clientId: null } };
    }
    case 'use_dpop_nonce':
    case 'invalid_dpop_proof': {
      const error = { code, description };
      const headers = {
        ...nonceIn(failure),
        'www-authenticate': resourceChallenge({ dpop, error, scope: [], metadata: null }),
      };
      // RFC 9449 §7.1: 401 at a resource, where the token endpoint says 400
      return { ...errorReply(failure, headers), status: errorCatalogue.invalid_token.status };
    }
    case 'invalid_token':
    case 'insufficient_scope':
    case 'invalid_request':
      return errorReply(failure, challenged({ code, description }));
    default:
      return errorReply(failure, limitHeaders(failure));
  }
}

function kindOf({ note: { error } }: Reply): Verification['kind'] {
  if (error === null) return 'allowed';
  return error === 'missing_token' ? 'anonymous' : 'refused';
}
