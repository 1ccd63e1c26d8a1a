/** Credentials made for a person: signed, each with a place in a status list, and kept as given (OpenID4VCI §8.3). */

import {
  after,
  type Epoch,
  epoch,
  type Hash,
  type Instant,
  isJsonObject,
  jsonReply,
  OAuthError,
  type PublicJwk,
  type Reply,
  secondOf,
  sha256,
} from '@grantor/protocol';
import type { Account } from '../model/account.ts';
import {
  type CredentialClaim,
  type CredentialConfiguration,
  claimsAgreed,
} from '../model/credential-configuration.ts';
import { type IssuedCredential, type StatusPlace, statusListSize } from '../model/issued-credential.ts';
import type { CommitResult, Fact, Source } from '../ports/facts.ts';
import { personClaims, releaseClaims } from '../tokens/claims.ts';
import { statusListUri, vctOf } from './addresses.ts';
import type { CredentialContext } from './credential-context.ts';
import type { Holder } from './entitled.ts';
import { type ClaimValue, makeDisclosable, serialiseSdJwt } from './sd-jwt.ts';

const day = 86_400;

/** SD-JWT VC §3.2.1 */
export const sdJwtType = 'dc+sd-jwt';

export type CredentialOrder = {
  readonly configuration: CredentialConfiguration;
  readonly holder: Holder;
  /** One credential for each; null: one that is bound to none. */
  readonly keys: readonly PublicJwk[] | null;
  /** What has to be true still when they are given out. */
  readonly spends: readonly Fact[];
  readonly source: Source;
  /** What is said of the person; absent: what is known of them here. */
  readonly said?: Readonly<Record<string, unknown>>;
};

export type MadeCredentials =
  | { readonly kind: 'made'; readonly reply: Reply }
  /** What they were asked for by is spent. */
  | { readonly kind: 'lost' };

/** Places are drawn until they are free; when a list has few of them left, the next one begins. */
const drawsFromList = 8;

/** Signs and keeps them. Each answer is another one, however alike the requests. */
export async function makeCredentials(
  context: CredentialContext,
  order: CredentialOrder,
): Promise<MadeCredentials> {
  const { ports } = context;
  const newest = Math.max(1, await ports.store.newestStatusList());
  for (let draw = 0; ; draw++) {
    const list = newest + Math.floor(draw / drawsFromList);
    const now = ports.clock.now();
    const notificationId = ports.random.token(16);
    const places = placesIn(context, list, order.keys?.length ?? 1);
    const made = await Promise.all(
      places.map((place, index) => signCredential(context, order, { place, key: order.keys?.[index], now })),
    );
    const notification = sha256(notificationId);
    const issued = made.map(
      ({ place, expiresAt }): Fact => ({
        kind: 'credential_issued',
        credential: recordOf(context, order, { place, expiresAt, notification, now }),
      }),
    );
    const kept = await keep(context, [...order.spends, ...issued], { at: now, source: order.source });
    if (kept.ok) return { kind: 'made', reply: answerOf(made, notificationId) };
    if (kept.conflict !== 'credential_issued') return { kind: 'lost' };
  }
}

const answerOf = (made: readonly SignedCredential[], notification_id: string): Reply =>
  jsonReply({ credentials: made.map(({ credential }) => ({ credential })), notification_id });

const keep = (
  { ports }: CredentialContext,
  facts: readonly Fact[],
  { at, source }: { readonly at: Instant; readonly source: Source },
): Promise<CommitResult> => ports.store.commit({ facts, at, source });

/** federation-vci-authlete.md VCI-17: nobody can tell from its place when a credential was issued. */
function placesIn({ ports }: CredentialContext, list: number, count: number): readonly StatusPlace[] {
  const drawn = new Set<number>();
  while (drawn.size < count) drawn.add(ports.random.integer(statusListSize));
  return [...drawn].map((index) => ({ list, index }));
}

type SignedCredential = {
  readonly credential: string;
  readonly place: StatusPlace;
  readonly expiresAt: Epoch;
};

type Signing = {
  readonly place: StatusPlace;
  readonly key: PublicJwk | undefined;
  readonly now: Instant;
};

async function signCredential(
  { ports, policy, signer }: CredentialContext,
  { configuration, holder: { account, agreed }, said: given }: CredentialOrder,
  { place, key, now }: Signing,
): Promise<SignedCredential> {
  const at = secondOf(now);
  const claims = claimsAgreed(configuration, agreed);
  const said = given === undefined ? valuesFor(account, claims) : valuesIn(given, claims);
  // federation-vci-authlete.md VCI-16: the hour would link a credential to what else was done then
  const [iat, exp] = [wholeDay(at), wholeDay(after(at, configuration.lifetime))];
  const { payload, disclosures } = makeDisclosable(said, () => ports.random.token(16));
  const jwt = await signer.sign({
    alg: configuration.algorithm,
    typ: sdJwtType,
    claims: {
      ...payload,
      iss: policy.issuer,
      vct: vctOf(configuration, policy),
      iat,
      exp,
      ...(key === undefined ? {} : { cnf: { jwk: publicMembers(key) } }), // RFC 7800 §3
      status: { status_list: { idx: place.index, uri: statusListUri(policy, place.list) } },
      ...(disclosures.length === 0 ? {} : { _sd_alg: 'sha-256' }),
    },
    now: at,
  });
  return { credential: serialiseSdJwt(jwt, disclosures), place, expiresAt: exp };
}

const wholeDay = (at: Epoch): Epoch => epoch(at - (at % day));

/** What a key is, without what somebody says of it. */
const publicMembers = (jwk: PublicJwk): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    ['kty', 'crv', 'x', 'y', 'n', 'e'].flatMap((name) => (name in jwk ? [[name, jwk[name]]] : [])),
  );

type Kept = {
  readonly place: StatusPlace;
  readonly expiresAt: Epoch;
  readonly notification: Hash;
  readonly now: Instant;
};

const recordOf = (
  { ports }: CredentialContext,
  { configuration, holder: { account, familyId, found } }: CredentialOrder,
  { now, ...rest }: Kept,
): IssuedCredential => ({
  id: ports.random.token(16),
  userId: account.id,
  clientId: found.token.clientId,
  familyId,
  configurationId: configuration.id,
  ...rest,
  issuedAt: now,
});

/** What is known of the person; claims without a value are left out. */
export function valuesFor(account: Account, claims: readonly CredentialClaim[]): readonly ClaimValue[] {
  const known = releaseClaims(account, { scope: [], names: personClaims });
  return claims.flatMap(({ path, disclosure, source }): readonly ClaimValue[] => {
    const value = source.kind === 'constant' ? source.value : known[source.claim];
    return value === undefined || hasReserved(value) ? [] : [{ path, disclosure, value }];
  });
}

/** What was handed in for them, at their paths, beside what is the same for everybody; any other member is refused. */
export function valuesIn(
  given: Readonly<Record<string, unknown>>,
  claims: readonly CredentialClaim[],
): readonly ClaimValue[] {
  const known = claims.flatMap(({ path, disclosure, source }): readonly ClaimValue[] => {
    const value = source.kind === 'constant' ? source.value : at(given, path);
    return value === undefined || hasReserved(value) ? [] : [{ path, disclosure, value }];
  });
  const begins = (path: readonly string[]) =>
    claims.filter((claim) => path.every((name, index) => name === claim.path[index]));
  const isKnown = (path: readonly string[], value: unknown): boolean => {
    const own = begins(path).find((claim) => claim.path.length === path.length);
    if (own !== undefined) return own.source.kind === 'user' || own.source.value === value;
    return (
      isJsonObject(value) &&
      begins(path).length > 0 &&
      Object.entries(value).every(([name, member]) => isKnown([...path, name], member))
    );
  };
  if (!Object.entries(given).every(([name, value]) => isKnown([name], value)))
    throw new OAuthError('invalid_credential_request', 'The payload has claims that the credential has not.');
  return known;
}

const at = (given: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (value, name) => (isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined),
    given,
  );

/** RFC 9901 §4.1: names that stand for digests are nowhere else. */
const hasReserved = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).some(([name, member]) => ['_sd', '...'].includes(name) || hasReserved(member));
