/** Token sessions, paused and continued by their owner or an administrator, ended by the latter (product.md T-3, T-4). */

import { digestOfOpaqueToken, type KeyRing, parseRefreshToken, type Store } from '@grantor/engine';
import { after, type Epoch, epoch, readAccessTokenClaims, secondOf, type UserId } from '@grantor/protocol';
import { pauseIn, resumeIn, revokeFamilyIn, revokeTokenIn } from '../store/token-changes.ts';
import { findToken, findTokenOf, type ListedToken } from '../store/token-list.ts';
import type { AuditEvent } from '../telemetry/audit-row.ts';
import { type Actor, type ChangePorts, change } from './change.ts';

export type TokenPorts = ChangePorts & {
  readonly keys: Pick<KeyRing, 'verify'>;
  readonly store: Pick<Store, 'findOpaqueToken' | 'findFamilyForRefresh'>;
  /** The longest lifetime of an access token, in seconds. */
  readonly longestToken: number;
};

export type TokenStep = 'revoke' | 'disable' | 'enable';

/** `settled`: it is so already, or too late for it. */
export type TokenOutcome = { readonly kind: 'done' | 'settled' | 'gone' };

const gone = { kind: 'gone' } as const;

/** `owner`: whose it must be; absent: anybody's. */
export type TokenTarget = { readonly actor: Actor; readonly id: string; readonly owner?: UserId };

/** Takes the step; of any number at once one does. A family takes all its tokens along, a stored token goes alone. */
export async function takeTokenStep(
  ports: ChangePorts,
  { actor, id, owner }: TokenTarget,
  step: TokenStep,
): Promise<TokenOutcome> {
  const at = ports.now();
  const by = owner === undefined ? 'admin' : 'owner';
  const token = await findToken(ports.database, id);
  if (token === null || (owner !== undefined && token.user?.id !== owner)) return gone;
  return change(ports, actor, async (tx, tell): Promise<TokenOutcome> => {
    const { kind } = token;
    const changes = {
      revoke: () => (kind === 'refresh' ? revokeFamilyIn(tx, { id, at }) : revokeTokenIn(tx, token)),
      disable: () => pauseIn(tx, kind, { id, at, by }),
      enable: () => resumeIn(tx, kind, { id, by }),
    };
    if (!(await changes[step]())) return { kind: 'settled' };
    await tell(told(step, token));
    return { kind: 'done' };
  });
}

function told(step: TokenStep, { tokenId, clientId, user }: ListedToken): Omit<AuditEvent, 'actor'> {
  const resource = { id: tokenId, ...(user?.username == null ? {} : { name: user.username }) };
  if (step === 'revoke') return { ...revocation, resource };
  const type = step === 'disable' ? 'TOKEN_DISABLED' : 'TOKEN_ENABLED';
  return { type, resource, details: { client: clientId }, error: null };
}

const revocation = {
  type: 'TOKEN_REVOKED',
  details: { tokens_revoked: 1, reason: 'admin' },
  error: null,
} as const;

/** What an administrator wanted to know of a token, or of a `jti`. */
export type LookedUp = {
  /** `refresh`: a refresh token or its family. */
  readonly kind: 'refresh' | 'access';
  readonly tokenId: string;
  /** null: no such session is stored, as for a JWT that a client got for itself. */
  readonly session: ListedToken | null;
  readonly claims: {
    readonly clientId: string;
    readonly subject: string;
    readonly scope: string;
    readonly issuedAt: Epoch;
    readonly expiresAt: Epoch;
  } | null;
  readonly isRevoked: boolean;
};

const longestToken = 16_384;
const tokenIdShape = /^[\w.~-]{8,256}$/;

/**
 * What the text names: a token of ours of any kind and age, or a `jti`; null: neither. A `jti` that nothing is stored
 * of is answered all the same, as JWTs are not stored (protocol.md TO-2).
 */
export async function lookUpToken(ports: TokenPorts, text: string): Promise<LookedUp | null> {
  const value = text.trim().replace(/^Bearer\s+/i, '');
  if (value === '' || value.length > longestToken) return null;
  return (await storedToken(ports, value)) ?? (await signedToken(ports, value)) ?? namedToken(ports, value);
}

async function storedToken(ports: TokenPorts, value: string): Promise<LookedUp | null> {
  const { database } = ports;
  const session =
    (await findToken(database, digestOfOpaqueToken(value))) ?? (await familyOfRefresh(ports, value));
  return session === null ? null : ofSession(ports, session);
}

/** Every refresh token of a family begins with its key (protocol.md RF-5). */
async function familyOfRefresh({ database, store }: TokenPorts, value: string): Promise<ListedToken | null> {
  const presented = parseRefreshToken(value);
  const found = presented && (await store.findFamilyForRefresh(presented.keyHash));
  return found === null ? null : findToken(database, found.family.id);
}

async function signedToken(ports: TokenPorts, value: string): Promise<LookedUp | null> {
  if (value.split('.').length !== 3) return null;
  const now = secondOf(ports.now());
  const verified = await ports.keys.verify(value, { use: 'access_token', retired: 'accept', now });
  const claims = verified === null ? null : readAccessTokenClaims(verified.claims);
  if (claims === null) return null;
  return {
    kind: 'access',
    tokenId: claims.jti,
    session: await findTokenOf(ports.database, claims.jti),
    claims: {
      clientId: claims.client_id,
      subject: claims.sub,
      scope: claims.scope ?? '',
      issuedAt: epoch(claims.iat),
      expiresAt: epoch(claims.exp),
    },
    isRevoked: await isRevoked(ports, claims.jti),
  };
}

async function namedToken(ports: TokenPorts, value: string): Promise<LookedUp | null> {
  if (!tokenIdShape.test(value)) return null;
  const session = await findToken(ports.database, value);
  if (session !== null) return ofSession(ports, session);
  return {
    kind: 'access',
    tokenId: value,
    session: await findTokenOf(ports.database, value),
    claims: null,
    isRevoked: await isRevoked(ports, value),
  };
}

const ofSession = async (ports: TokenPorts, session: ListedToken): Promise<LookedUp> => ({
  kind: session.kind,
  tokenId: session.tokenId,
  session,
  claims: null,
  isRevoked: session.revokedAt !== null || (await isRevoked(ports, session.tokenId)),
});

const isRevoked = async ({ database }: TokenPorts, tokenId: string): Promise<boolean> =>
  (await database.kysely
    .selectFrom('revoked_token')
    .select('token_id')
    .where('token_id', '=', tokenId)
    .executeTakeFirst()) !== undefined;

/** Ends the one access token of this `jti`, remembered for as long as any token may live. */
export const revokeTokenId = (ports: TokenPorts, actor: Actor, tokenId: string): Promise<TokenOutcome> =>
  change(ports, actor, async (tx, tell): Promise<TokenOutcome> => {
    const expiresAt = after(secondOf(ports.now()), ports.longestToken);
    if (!(await revokeTokenIn(tx, { tokenId, expiresAt }))) return { kind: 'settled' };
    await tell({ ...revocation, resource: { id: tokenId } });
    return { kind: 'done' };
  });
