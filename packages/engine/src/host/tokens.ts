/** What the program around the server asks about tokens: in process, and trusted as the server itself (distribution.md L-4). */

import { type ClientId, type Epoch, secondOf, type UserId } from '@grantor/protocol';
import { type Binding, checkBinding } from '../holder/binding.ts';
import type { Evidence } from '../holder/holding.ts';
import { proofRequest } from '../holder/proof.ts';
import type { Client } from '../model/client.ts';
import type { Fact } from '../ports/facts.ts';
import type { Context } from '../requests/context.ts';
import { findPresentedRefresh } from '../tokens/presented-refresh.ts';
import { findIssuedToken, lookUpToken, type PresentedToken, scopeHeldAt } from '../tokens/presented-token.ts';
import { isRefreshToken } from '../tokens/refresh-token.ts';
import { resourcesInForce, withImplied } from '../tokens/scope-hierarchy.ts';
import { describeToken, type TokenDescription } from '../tokens/token-description.ts';
import { inProcess } from './source.ts';

/** What a token has to be good for. */
export type TokenDemand = {
  /** One of the token's audiences: the resource that asks, or the issuer for tokens asked for without one. */
  readonly audience: string;
  /** All of them, held or implied by what is held; absent: none. */
  readonly scopes?: readonly string[] | undefined;
  /** How a request brought it, which is to prove a bound one; absent: it was handed over, and nothing is proved. */
  readonly sent?: SentToken | undefined;
};

export type SentToken = Evidence & { readonly scheme: 'bearer' | 'dpop' };

export type CheckedToken = {
  readonly tokenId: string;
  readonly subject: string;
  readonly clientId: ClientId;
  /** null: a client's own token. */
  readonly userId: UserId | null;
  readonly username: string | null;
  /** Those that are implied included. */
  readonly scopes: readonly string[];
  readonly audience: readonly string[];
  readonly expiresAt: Epoch;
};

/**
 * `inactive`: unknown, forged, of another kind, revoked, or of somebody who may hold none. `bound`: it counts only with
 * a proof of its holder (RFC 7800 §3), and was handed over, or was sent under another scheme than its own.
 */
export type TokenFault = 'inactive' | 'expired' | 'audience' | 'bound' | 'scope';

export type TokenCheck =
  /** `nonce`: of the holder's next proof, to be sent along (RFC 9449 §8.2); null: none is due. */
  | { readonly kind: 'good'; readonly token: CheckedToken; readonly nonce: string | null }
  | { readonly kind: 'refused'; readonly fault: TokenFault };

/**
 * Whether the access token is good for this now, by the live state it hangs on: revocation counts at once. Throws
 * `invalid_dpop_proof` for one that was sent without a good proof, `use_dpop_nonce`, and `rate_limit_exceeded`.
 */
export async function checkToken(
  context: Context,
  value: string,
  { audience, scopes = [], sent }: TokenDemand,
): Promise<TokenCheck> {
  const { store, clock } = context.ports;
  const found = await lookUpToken(context, value, secondOf(clock.now()));
  if (found.kind !== 'active') return refused(found.kind === 'expired' ? 'expired' : 'inactive');
  const { token, standing, client } = found;
  if (!token.audience.includes(audience)) return refused('audience');
  const named = token.resources.length === 0 ? [] : [audience];
  const held = withImplied(
    scopeHeldAt(context, { token, standing }, named),
    resourcesInForce(named, await store.listResources()),
    standing.family?.claims ?? null,
  );
  if (!scopes.every((scope) => held.includes(scope))) return refused('scope');
  // Last: whose token is good for nothing here leaves no proof to be kept (security.md L-8)
  const binding = await bindingOf(context, { value, token, client, sent });
  if (binding.kind === 'unfit') return refused('bound');
  const { tokenId, subject, clientId, userId, expiresAt } = token;
  return {
    kind: 'good',
    nonce: binding.nonce,
    token: {
      ...{ tokenId, subject, clientId, userId, expiresAt },
      username: standing.account?.username ?? null,
      scopes: held,
      audience: token.audience,
    },
  };
}

type Handed = {
  readonly value: string;
  readonly token: PresentedToken;
  readonly client: Client;
  readonly sent: SentToken | undefined;
};

async function bindingOf(context: Context, { value, token, client, sent }: Handed): Promise<Binding> {
  const { confirmation } = token;
  if (sent === undefined)
    return confirmation === null
      ? { kind: 'held', nonce: null }
      : { kind: 'unfit', detail: 'it was handed over' };
  const now = context.ports.clock.now();
  const proof = proofRequest(context, sent, { accessToken: value, now });
  const { scheme, certificate, source } = sent;
  const payer = token.userId ?? token.clientId;
  return checkBinding(context, { scheme, confirmation, proof, certificate, client, source, payer });
}

/**
 * What introspection says of an access token to whoever may see everything (RFC 7662 §2.2), implied scopes included;
 * null: it is not active.
 */
export async function describeForHost(context: Context, value: string): Promise<TokenDescription | null> {
  const { store, clock } = context.ports;
  const found = await lookUpToken(context, value, secondOf(clock.now()));
  if (found.kind !== 'active') return null;
  const { scope, resources } = found.token;
  const inForce = resourcesInForce(resources, await store.listResources());
  const held = withImplied(scope, inForce, found.standing.family?.claims ?? null);
  return describeToken(context, { ...found, token: { ...found.token, scope: held } });
}

const refused = (fault: TokenFault): TokenCheck => ({ kind: 'refused', fault });

/**
 * Ends a token, whoever's it is: an access token alone, with a refresh token all that was born from the same
 * approval (RFC 7009 §2.1). false: it was none, or had ended before.
 */
export async function endToken({ ports, ...rest }: Context, value: string): Promise<boolean> {
  const at = ports.clock.now();
  const fact = isRefreshToken(value)
    ? await familyEnd({ ports, ...rest }, value)
    : await tokenEnd({ ports, ...rest }, value);
  if (fact === null) return false;
  await ports.store.commit({ facts: [fact], at, source: inProcess(ports.random, 'application') });
  return true;
}

async function familyEnd({ ports }: Context, value: string): Promise<Fact | null> {
  const found = await findPresentedRefresh(ports.store, value);
  if (found === null || found.family.revokedAt !== null) return null;
  const { id, clientId, userId } = found.family;
  return { kind: 'family_revoked', familyId: id, clientId, userId, reason: 'admin', cause: 'request' };
}

async function tokenEnd(context: Context, value: string): Promise<Fact | null> {
  const token = await findIssuedToken(context, value, secondOf(context.ports.clock.now()));
  if (token === null) return null;
  const { tokenId, clientId, userId, expiresAt } = token;
  return { kind: 'access_token_revoked', tokenId, clientId, userId, expiresAt, reason: 'admin' };
}
