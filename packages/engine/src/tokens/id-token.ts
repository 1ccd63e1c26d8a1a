/** ID tokens (OpenID Connect Core §2, protocol.md TO-4). */

import { after, type Epoch, leftHalfHash, secondOf } from '@grantor/protocol';
import type { Account } from '../model/account.ts';
import type { Authentication } from '../model/authentication.ts';
import type { AuthorizationCode } from '../model/authorization-code.ts';
import type { ClaimsRequest } from '../model/claims-request.ts';
import type { Client } from '../model/client.ts';
import type { Told } from '../model/told.ts';
import type { Policy } from '../ports/policy.ts';
import type { KeyRing } from '../ports/ports.ts';
import { algorithmFor, profileOf } from '../profiles/security-profile.ts';
import { claimsWithin, releaseClaims } from './claims.ts';
import { type SigningWorld, signFor } from './sign-for.ts';
import { subjectOfPerson } from './subject.ts';

/** What is needed to sign: no store, so nothing is read twice. */
export type Signing = SigningWorld & {
  readonly keys: KeyRing;
  readonly policy: Policy;
  readonly now: Epoch;
};

export type IdTokenRequest = {
  readonly client: Client;
  readonly account: Account;
  readonly authentication: Authentication;
  readonly scope: readonly string[];
  readonly claims: ClaimsRequest;
  readonly nonce: string | null;
  readonly sid: string | null;
  /** Of a guest; absent: of a user. */
  readonly told?: Told | undefined;
  /** What travels with the ID token and is bound by its hash; null: nothing of the kind. */
  readonly companions: { readonly accessToken: string | null; readonly code: string | null };
};

/** What was approved, as far as the ID token says it. */
type Approved = Pick<
  AuthorizationCode,
  'authentication' | 'scope' | 'claims' | 'nonce' | 'sid' | 'issuedAt' | 'told'
>;

export function signIdToken(request: IdTokenRequest, signing: Signing): Promise<string> {
  const { client, account, authentication, companions } = request;
  const { keys, policy, now } = signing;
  const profile = profileOf(client, policy);
  const alg = keys.algorithmFor('id_token', algorithmFor({ profile, registered: client.idTokenAlg }));
  // Members that are `undefined` do not reach JSON.
  const claims = {
    ...request.told?.idToken,
    iss: policy.issuer,
    sub: request.told?.sub ?? subjectOfPerson(client, account.id, keys),
    aud: client.id,
    exp: after(now, policy.lifetimes.idToken),
    iat: now,
    auth_time: authentication.authTime,
    nonce: request.nonce ?? undefined,
    acr: authentication.acr,
    amr: authentication.amr,
    sid: request.sid ?? undefined,
    // OpenID Connect Core §3.1.3.6, §3.2.2.10, §3.3.2.11
    at_hash: hashOf(companions.accessToken, alg),
    c_hash: hashOf(companions.code, alg),
    ...releaseClaims(account, {
      // OpenID Connect Core §5.4: there is no other place for them where nobody can ask for more
      scope: client.claimsInIdToken || isAlone(companions) ? request.scope : [],
      names: claimsWithin(client, Object.keys(request.claims.idToken)),
    }),
  };
  return signFor(client, { use: 'id_token', alg, typ: null, claims, now }, signing);
}

const hashOf = (value: string | null, alg: string): string | undefined =>
  value === null ? undefined : leftHalfHash(value, alg);

const isAlone = ({ accessToken, code }: IdTokenRequest['companions']): boolean =>
  accessToken === null && code === null;

/** The ID token of an answer that goes through the browser (OpenID Connect Core §3.2.2.10, §3.3.2.11). */
export const signFrontChannelIdToken = (
  stored: Approved,
  issued: Pick<IdTokenRequest, 'account' | 'client' | 'companions'>,
  signing: Signing,
): Promise<string> =>
  signIdToken(
    {
      ...issued,
      authentication: stored.authentication,
      scope: stored.scope,
      claims: stored.claims,
      nonce: stored.nonce,
      sid: stored.sid,
      told: stored.told,
    },
    { ...signing, now: secondOf(stored.issuedAt) },
  );
