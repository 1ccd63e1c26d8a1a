/** Tokens that come through the browser (OpenID Connect Core §3.2, §3.3; advanced.md §15). */

import { after, type FamilyId, type Instant, secondOf } from '@grantor/protocol';
import type { Account } from '../model/account.ts';
import type { AuthorizationCode } from '../model/authorization-code.ts';
import type { Fact, InSession } from '../ports/facts.ts';
import type { Issued } from '../ports/issued.ts';
import { type AccessToken, createAccessToken, namedToken } from '../tokens/access-token.ts';
import { audienceOf } from '../tokens/audience.ts';
import { detailsAt } from '../tokens/authorization-details.ts';
import { signFrontChannelIdToken } from '../tokens/id-token.ts';
import { newFamilyId } from '../tokens/ordered-id.ts';
import { traitsOf } from '../tokens/token-traits.ts';
import type { Attempt } from './attempt.ts';
import type { ValidRequest } from './checks.ts';
import type { Parameters } from './deliver.ts';

/** What is approved: a code without its value. */
export type Approved = Omit<AuthorizationCode, 'hash' | 'redeemedAt'>;

type Drawn = { readonly approved: Approved; readonly code: string | null };

export type FrontAnswer = {
  readonly parameters: Parameters;
  readonly facts: (rests: { readonly consent?: Instant }) => readonly Fact[];
};

const nothing: FrontAnswer = { parameters: [], facts: () => [] };

/** The tokens that the response type names, signed, and what they rest on; null: the person is gone. */
export async function answerInFront(
  attempt: Attempt,
  request: ValidRequest,
  drawn: Drawn,
): Promise<FrontAnswer | null> {
  const { responseType } = request;
  const { ports } = attempt;
  if (responseType.idToken !== 'in_front' && responseType.accessToken !== 'in_front') return nothing;
  const account = await ports.store.findAccount(drawn.approved.userId);
  if (account === null) return null;
  const person = { ...drawn, account, family: newFamilyId(ports.random, attempt.at) };
  const token = responseType.accessToken === 'in_front' ? await drawToken(attempt, request, person) : null;
  const idToken =
    responseType.idToken === 'in_front' ? await drawIdToken(attempt, request, { person, token }) : null;
  return {
    parameters: [
      ...tokenParameters(attempt, drawn.approved, token),
      ...(idToken === null ? [] : [['id_token', idToken] as const]),
    ],
    // A code beside it records the client, and gives birth to a family of its own
    facts: (rests) =>
      token === null && drawn.code !== null ? [] : factsOf(attempt, { person, token, idToken, rests }),
  };
}

type Person = Drawn & { readonly account: Account; readonly family: FamilyId };

/** Never outlives the session it was asked for in, unless the person allowed that to a code (protocol.md LO-5). */
const frontScope = ({ scope }: Pick<Approved, 'scope'>): readonly string[] =>
  scope.filter((name) => name !== 'offline_access');

const drawToken = (
  attempt: Attempt,
  { client, apis, resources }: ValidRequest,
  { approved, account, family }: Person,
): Promise<AccessToken> =>
  createAccessToken(attempt, {
    ...{ client, account, resources, familyId: family, now: attempt.at },
    scope: frontScope(approved),
    traits: traitsOf(client, apis),
    told: approved.told,
    details: detailsAt(approved.details, audienceOf(resources, attempt.policy)),
    authentication: approved.authentication,
    confirmation: null,
    grantId: null,
  });

const drawIdToken = (
  { ports, policy, source, at }: Attempt,
  { client }: ValidRequest,
  { person, token }: { readonly person: Person; readonly token: AccessToken | null },
): Promise<string> =>
  signFrontChannelIdToken(
    person.approved,
    { client, account: person.account, companions: { accessToken: token?.value ?? null, code: person.code } },
    { ...ports, policy, source, now: secondOf(at) },
  );

/** OpenID Connect Core §3.2.2.5 */
function tokenParameters({ at }: Attempt, approved: Approved, token: AccessToken | null): Parameters {
  if (token === null) return [];
  return [
    ['access_token', token.value],
    ['token_type', 'Bearer'],
    ['expires_in', String(token.expiresAt - secondOf(at))],
    ['scope', frontScope(approved).join(' ')],
  ];
}

type Given = {
  readonly person: Person;
  readonly token: AccessToken | null;
  readonly idToken: string | null;
  readonly rests: { readonly consent?: Instant };
};

/** No refresh token ever comes of it (OpenID Connect Core §3.2.2.5, advanced.md LEG-3). */
function factsOf({ policy, at }: Attempt, { person, token, idToken, rests }: Given): readonly Fact[] {
  const { family: id, approved } = person;
  const { clientId, userId, resources, details, claims, authentication, sessionId, sid, told } = approved;
  const expiresAt = token?.expiresAt ?? after(secondOf(at), policy.lifetimes.idToken);
  const family: InSession = {
    ...{ id, clientId, userId, resources, details, claims, authentication, sessionId, sid, expiresAt },
    ...{ origin: 'front_channel', authMethod: null, scope: frontScope(approved), startedAt: at },
    ...{ refreshEndsAt: expiresAt, refresh: null, confirmation: null, grantId: null },
    ...(told === undefined ? {} : { told }),
    ...{ newest: token === null ? null : namedToken(token), revokedAt: null, pausedAt: null },
  };
  const issued: Issued = [
    ...(token === null ? [] : (['access_token'] as const)),
    ...(idToken === null ? [] : (['id_token'] as const)),
  ];
  const stored = token?.stored ?? null;
  return [
    { kind: 'answered_in_front', family, issued, ...rests },
    ...(stored === null ? [] : [{ kind: 'opaque_token_issued', token: stored } as const]),
  ];
}
