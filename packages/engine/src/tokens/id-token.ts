/** ID tokens (OpenID Connect Core §2, protocol.md TO-4). */

import { after, type Epoch, leftHalfHash, secondOf } from '@grantor/protocol';
import type { Account } from '../model/account.ts';
import type { Authentication } from '../model/authentication.ts';
import type { AuthorizationCode } from '../model/authorization-code.ts';
import type { ClaimsRequest } from '../model/claims-request.ts';
import type { Client } from '../model/client.ts';
import type { Policy } from '../ports/policy.ts';
import type { KeyRing } from '../ports/ports.ts';
import { profileOf } from '../profiles/security-profile.ts';
import { claimsWithin, releaseClaims } from './claims.ts';
import { subjectOfPerson } from './subject.ts';

/** What is needed to sign: no store, so nothing is read twice. */
export type Signing = { readonly keys: KeyRing; readonly policy: Policy; readonly now: Epoch };

export type IdTokenRequest = {
  readonly client: Client;
  readonly account: Account;
  readonly authentication: Authentication;
  readonly scope: readonly string[];
  readonly claims: ClaimsRequest;
  readonly nonce: string | null;
  readonly sid: string | null;
  /** The value that travels with the ID token and is bound by its hash. */
  readonly companion: { readonly kind: 'access_token' | 'code'; readonly value: string };
};

export function signIdToken(request: IdTokenRequest, { keys, policy, now }: Signing): Promise<string> {
  const { client, account, authentication, companion } = request;
  const alg = keys.algorithmFor('id_token', client.idTokenAlg ?? profileOf(client, policy).signingAlgorithm);
  // Members that are `undefined` do not reach JSON.
  const claims = {
    iss: policy.issuer,
    sub: subjectOfPerson(client, account.id, keys),
    aud: client.id,
    exp: after(now, policy.lifetimes.idToken),
    iat: now,
    auth_time: authentication.authTime,
    nonce: request.nonce ?? undefined,
    acr: authentication.acr,
    amr: authentication.amr,
    sid: request.sid ?? undefined,
    // OpenID Connect Core §3.1.3.6, §3.3.2.11
    [companion.kind === 'code' ? 'c_hash' : 'at_hash']: leftHalfHash(companion.value, alg),
    ...releaseClaims(account, {
      scope: client.claimsInIdToken ? request.scope : [],
      names: claimsWithin(client, Object.keys(request.claims.idToken)),
    }),
  };
  return keys.sign({ use: 'id_token', alg, typ: null, claims, now });
}

/** The ID token that travels beside a code (OpenID Connect Core §3.3.2.11). */
export const signFrontChannelIdToken = (
  stored: AuthorizationCode,
  issued: { readonly code: string; readonly account: Account; readonly client: Client },
  signing: Signing,
): Promise<string> =>
  signIdToken(
    {
      client: issued.client,
      account: issued.account,
      authentication: stored.authentication,
      scope: stored.scope,
      claims: stored.claims,
      nonce: stored.nonce,
      sid: stored.sid,
      companion: { kind: 'code', value: issued.code },
    },
    { ...signing, now: secondOf(stored.issuedAt) },
  );
