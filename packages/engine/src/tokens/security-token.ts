/** The tokens of an exchange: what each is, and whom it is about (RFC 8693 §2.1, §3, advanced.md TEX-1). */

import { type ClientId, type Epoch, epoch, type Instant, parseScope, secondOf } from '@grantor/protocol';
import type { Account } from '../model/account.ts';
import { type Actor, readActor } from '../model/actor.ts';
import type { Authentication } from '../model/authentication.ts';
import { type Client, mayUse } from '../model/client.ts';
import { type Confirmation, isSameConfirmation } from '../model/confirmation.ts';
import type { ExchangeSubject } from '../model/exchange-rule.ts';
import type { Family } from '../model/family.ts';
import type { SeenProof } from '../model/proof.ts';
import type { Voucher } from '../model/voucher.ts';
import type { Source } from '../ports/facts.ts';
import type { Context } from '../requests/context.ts';
import { isForClient, type Refused, verifyAssertion } from './foreign-assertion.ts';
import { personOf } from './foreign-subject.ts';
import { isIdToken } from './jwt-kinds.ts';
import { findActiveToken, type PresentedToken } from './presented-token.ts';
import { isOlder, mayHoldTokens } from './standing.ts';
import { subjectOfPerson } from './subject.ts';

/** A verified token, as an exchange looks at it. */
export type SecurityToken = {
  /** Who it is about, as it says, and who made it. */
  readonly sub: string;
  readonly iss: string;
  /** The client that has it; null: another issuer’s, or a client that is its own subject. */
  readonly clientId: ClientId | null;
  /** What it may do; null: it says nothing. */
  readonly scope: readonly string[] | null;
  /** What may be asked for with it; null: it says nothing. */
  readonly resources: readonly string[] | null;
  readonly expiresAt: Epoch;
  readonly authentication: Authentication | null;
  readonly actor: Actor | null;
  /** What administrators allowed that it hangs on. */
  readonly vouchedBy: readonly Voucher[];
  /** As it came; undefined: it names nobody (RFC 8693 §4.4). */
  readonly mayAct: unknown;
  /** The family it is of; null: another issuer's. */
  readonly family: Pick<Family, 'id' | 'claims'> | null;
  readonly seen: SeenProof | null;
  /** The person, looked up when all else is known: they may be made by it. null: nobody, or it is a client's own. */
  readonly person: () => Promise<Account | null>;
};

export type PresentedSecurityToken = {
  readonly value: string;
  readonly kind: ExchangeSubject;
  /** Who presents it, and what they proved to hold beside that; null: nothing. */
  readonly client: Client;
  readonly holds: Confirmation | null;
  readonly now: Instant;
  readonly source: Source;
};

/** What the token is, if it is good and this client may present it. Writes nothing. */
export function readSecurityToken(
  context: Context,
  presented: PresentedSecurityToken,
): Promise<SecurityToken | Refused> {
  return readers[presented.kind](context, presented);
}

type Reader = (context: Context, presented: PresentedSecurityToken) => Promise<SecurityToken | Refused>;

const readers: { readonly [Kind in ExchangeSubject]: Reader } = {
  access_token: readAccess,
  id_token: readIdToken,
  jwt: readForeign,
};

async function readAccess(
  context: Context,
  presented: PresentedSecurityToken,
): Promise<SecurityToken | Refused> {
  const found = await findActiveToken(context, presented.value, secondOf(presented.now));
  if (found === null) return { detail: 'no active access token of ours' };
  const { token, standing } = found;
  if (!mayPresent(token, presented)) return { detail: 'it is bound, and its client or its key is another' };
  const { familyId } = token;
  return {
    ...{ sub: token.subject, iss: context.policy.issuer, clientId: token.clientId },
    ...{ scope: token.scope, resources: null, expiresAt: token.expiresAt, actor: token.actor },
    authentication: authenticationIn(token),
    ...{ mayAct: undefined, vouchedBy: token.vouchedBy },
    family: familyId === null || standing.family === null ? null : { id: familyId, ...standing.family },
    seen: null,
    person: async () => standing.account,
  };
}

/** advanced.md TEX-6: its own client with its key, or whoever it was made for and may look at it. */
const mayPresent = (
  { confirmation, clientId, audience }: PresentedToken,
  by: PresentedSecurityToken,
): boolean =>
  confirmation === null ||
  (clientId === by.client.id && by.holds !== null && isSameConfirmation(confirmation, by.holds)) ||
  audience.some((resource) => by.client.ownResources.includes(resource));

const authenticationIn = ({ authTime, acr, amr = [] }: PresentedToken): Authentication | null =>
  authTime === undefined || acr === undefined ? null : { authTime: epoch(authTime), acr, amr };

/** An ID token says nothing of scope: what its family was granted is what was agreed to. */
async function readIdToken(
  { ports, policy }: Context,
  { value, client, now }: PresentedSecurityToken,
): Promise<SecurityToken | Refused> {
  const at = secondOf(now);
  const verified = await ports.keys.verify(value, { use: 'id_token', retired: 'refuse', now: at });
  if (verified === null || !isIdToken(verified)) return { detail: 'no ID token of ours' };
  const { iss, sub, aud, exp, sid } = verified.claims;
  if (iss !== policy.issuer || typeof sub !== 'string' || ![aud].flat().includes(client.id))
    return { detail: 'an ID token of another client' };
  if (typeof exp !== 'number' || exp <= at) return { detail: 'an expired ID token' };
  if (typeof sid !== 'string') return { detail: 'an ID token without a session' };
  const found = await ports.store.findFamilyOfSignIn({ clientId: client.id, sid });
  if (found === null || isOlder(found.family.startedAt, client.tokensValidFrom))
    return { detail: 'nothing lives of the sign-in' };
  const { family, account } = found;
  const isTheirs = subjectOfPerson(client, family.userId, ports.keys) === sub; // advanced.md PWS-4
  const isLive = mayHoldTokens(account, family.startedAt) && mayUse(client, account);
  if (!isTheirs || !isLive) return { detail: 'an ID token of somebody who may hold no tokens' };
  return {
    ...{ sub, iss: policy.issuer, clientId: client.id },
    ...{ scope: family.scope, resources: null, expiresAt: epoch(exp), actor: null },
    ...{ authentication: family.authentication, mayAct: undefined, vouchedBy: [], family, seen: null },
    person: async () => account,
  };
}

async function readForeign(
  context: Context,
  { value, client, now, source }: PresentedSecurityToken,
): Promise<SecurityToken | Refused> {
  const presented = { value, kinds: ['assertion'], now: secondOf(now), source } as const;
  const assertion = await verifyAssertion(context, presented);
  if ('detail' in assertion) return assertion;
  const { issuer, subject, claims, expiresAt, seen } = assertion;
  if (!isForClient(assertion, client.id)) return { detail: 'its issuer is not for this client' };
  const actor = claims['act'] === undefined ? null : readActor(claims['act']);
  if (claims['act'] !== undefined && actor === null) return { detail: 'its act cannot be read' };
  const said = typeof claims['scope'] === 'string' ? parseScope(claims['scope']) : null;
  return {
    ...{ sub: subject, iss: issuer.issuer, clientId: null, expiresAt, actor, seen },
    scope: commonOf(said, issuer.scopes),
    resources: issuer.resources,
    authentication: null, // nobody signed in here for it
    mayAct: claims['may_act'],
    vouchedBy: [`issuer:${issuer.id}`],
    family: null,
    person: () => personOf(context, assertion, source),
  };
}

const commonOf = (
  one: readonly string[] | null,
  other: readonly string[] | null,
): readonly string[] | null =>
  one === null || other === null ? (one ?? other) : one.filter((scope) => other.includes(scope));
