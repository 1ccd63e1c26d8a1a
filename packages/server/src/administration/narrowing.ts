/** What was allowed, made less, and stored tokens made other, by whoever administers for people of a front-end (federation-vci-authlete.md §3.2). */

import type { Property } from '@grantor/engine';
import { after, type Epoch, familyOfTokenId, isWithin, secondOf } from '@grantor/protocol';
import { changeTokenIn, keepFamilyIn, narrowAccessIn, setPropertiesIn } from '../store/narrowing.ts';
import { findToken } from '../store/token-list.ts';
import { type Actor, change } from './change.ts';
import { type ClientPorts, changeClient, clientEvent, type Gone } from './held-client.ts';
import { lookUpToken, type TokenPorts } from './tokens.ts';

type Granted = { readonly userId: string; readonly scopes: readonly string[] };

/** Leaves the person's tokens with the client no scope but these: never one that they did not have (security.md T-4). */
export const narrowAuthorization = (
  ports: ClientPorts,
  target: { readonly actor: Actor; readonly id: string },
  granted: Granted,
): Promise<{ readonly kind: 'done'; readonly count: number } | Gone> =>
  changeClient(ports, target, async ({ tx, tell, stored, at }) => {
    const count = await narrowAccessIn(tx, { id: target.id, ...granted }, at);
    const { userId: person, scopes: scope } = granted;
    await tell(clientEvent('USER_AUTHORIZATION_NARROWED', stored, { person, scope }));
    return { kind: 'done', count } as const;
  });

export type WantedToken = {
  readonly scopes?: readonly string[] | undefined;
  readonly expiresAt?: Epoch | undefined;
  readonly properties?: readonly Property[] | undefined;
};

/**
 * `signed`: a JWT says itself what it is. `beyond`: more than its person agreed to, or than it was made for where it has
 * none. `lifetime`: not ahead, or later than a token made now could live. `homeless`: properties are kept with a family.
 */
export type ChangedToken =
  | { readonly kind: 'done'; readonly scope: readonly string[]; readonly expiresAt: Epoch }
  | { readonly kind: 'gone' | 'signed' | 'beyond' | 'lifetime' | 'homeless' };

/** Of any number at once each counts, the last one last. What is not named stays. */
export async function changeToken(
  ports: TokenPorts,
  { actor, value }: { readonly actor: Actor; readonly value: string },
  { scopes, expiresAt, properties }: WantedToken,
): Promise<ChangedToken> {
  const at = ports.now();
  const now = secondOf(at);
  const found = await lookUpToken(ports, value);
  if (found === null || found.isRevoked) return { kind: 'gone' };
  const isSigned = found.claims !== null;
  if (isSigned && (scopes !== undefined || expiresAt !== undefined)) return { kind: 'signed' };
  const { session, tokenId } = found;
  if (session === null || (!isSigned && session.kind !== 'access')) return { kind: 'gone' };
  const familyId = familyOfTokenId(tokenId);
  const family = familyId === null ? null : await findToken(ports.database, familyId);
  if (!isWithin(scopes ?? [], (family ?? session).scope)) return { kind: 'beyond' };
  if (expiresAt !== undefined && (expiresAt <= now || expiresAt > after(now, ports.longestToken)))
    return { kind: 'lifetime' };
  if (properties !== undefined && familyId === null) return { kind: 'homeless' };
  return change(ports, actor, async (tx, tell): Promise<ChangedToken> => {
    const wanted = {
      ...(scopes === undefined ? {} : { scope: scopes }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
    };
    if (!isSigned && !(await changeTokenIn(tx, { hash: session.id, at }, wanted))) return { kind: 'gone' };
    if (familyId !== null && expiresAt !== undefined) await keepFamilyIn(tx, familyId, expiresAt);
    if (familyId !== null && properties !== undefined && !(await setPropertiesIn(tx, familyId, properties)))
      return { kind: 'gone' };
    const scope = scopes ?? session.scope;
    const until = expiresAt ?? session.expiresAt;
    const details = { client: session.clientId, scope, expires_at: until };
    await tell({ type: 'TOKEN_UPDATED', resource: { id: tokenId }, details, error: null });
    return { kind: 'done', scope, expiresAt: until };
  });
}
