/** Assertions by which clients prove who they are (RFC 7523 §2.2), whatever they are signed with. */

import { after, type CompactJws, epoch, readJsonObject } from '@grantor/protocol';
import type { Client } from '../model/client.ts';
import { hashOfProof } from '../model/proof.ts';
import { profileOf } from '../profiles/security-profile.ts';
import { ownUrls } from '../requests/own-urls.ts';
import { endpoints } from '../requests/paths.ts';
import { isAhead, isPast } from './client-jwt.ts';
import type { AuthMethod, Proof, ProofContext } from './method.ts';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** How an assertion is presented (RFC 7521 §4.2). */
export const asAssertion: Pick<AuthMethod, 'parameters' | 'read'> = {
  parameters: ['client_assertion', 'client_assertion_type'],
  read: ({ params }) => {
    const value = params.get('client_assertion');
    if (value === undefined || params.get('client_assertion_type') !== assertionType) return null;
    // RFC 7521 §4.2: client_id may be left out
    const clientId = params.get('client_id') ?? subjectOf(value);
    return clientId === null ? null : { clientId, value };
  },
};

const subjectOf = (assertion: string): string | null =>
  textOr(readJsonObject(assertion.split('.', 2)[1] ?? '')?.['sub'], null);

/** In lower case; null: none. */
export const assertionTypes: readonly (string | null)[] = [null, 'jwt', 'client-authentication+jwt'];

/** The claims judged (RFC 7523 §3, advanced.md §2), the signature apart; null: they do not speak for this client, here and now. */
export function proofIn({ payload }: CompactJws, client: Client, context: ProofContext): Proof | null {
  const { now, policy } = context;
  const { iss, sub, aud, exp, nbf, iat, jti } = readJsonObject(payload) ?? {};
  const { assertionAudience, assertionLifetime } = profileOf(client, policy);
  // FAPI 2.0 Security Profile §5.3.2.1
  const isMeant = assertionAudience === 'issuer_alone' ? aud === policy.issuer : isForUs(aud, context);
  if (iss !== client.id || sub !== client.id || !isMeant) return null;
  const longest = Math.min(policy.clientAssertionMaxLifetime, assertionLifetime ?? Number.POSITIVE_INFINITY);
  const latest = now + longest + policy.clockSkew;
  if (!isAhead(exp, context) || exp > latest) return null;
  if (!isPast(nbf, context) || !isPast(iat, context)) return null;
  if (typeof jti !== 'string' || jti === '') return null;
  const hash = hashOfProof({ use: 'client_assertion', by: client.id, jti });
  const proof = { hash, until: after(epoch(exp), policy.clockSkew + 1) };
  return { spends: [{ kind: 'proof_seen', proof }] };
}

/** Ours alone: a foreign member could replay the assertion (RFC 7523 §3, advanced.md §2). */
function isForUs(audience: unknown, { policy, source: { path } }: ProofContext): boolean {
  const { issuer } = policy;
  const ours = [issuer, `${issuer}/`, ...ownUrls(policy, endpoints.token.path), ...ownUrls(policy, path)];
  const listed: readonly unknown[] = Array.isArray(audience) ? audience : [audience];
  return listed.length > 0 && listed.every((member) => typeof member === 'string' && ours.includes(member));
}

const textOr = <Other>(value: unknown, other: Other): string | Other =>
  typeof value === 'string' && value !== '' ? value : other;
