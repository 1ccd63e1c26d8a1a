import {
  after,
  type CompactJws,
  epoch,
  OAuthError,
  parseCompactJws,
  readJsonObject,
} from '@grantor/protocol';
import type { Client } from '../model/client.ts';
import { hashOfProof } from '../model/proof.ts';
import { profileOf } from '../profiles/security-profile.ts';
import { endpoints } from '../requests/paths.ts';
import type { AuthMethod, Proof, ProofContext } from './method.ts';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Seconds until keys that could not be fetched may be there. */
const keysRetryAfter = 30;

/** RFC 7523 §2.2: a JWT signed with a key the client publishes; each counts once. */
export const privateKeyJwt: AuthMethod = {
  name: 'private_key_jwt',
  read: ({ params }) => {
    const value = params.get('client_assertion');
    if (value === undefined || params.get('client_assertion_type') !== assertionType) return null;
    // RFC 7521 §4.2: client_id may be left out
    const clientId = params.get('client_id') ?? subjectOf(value);
    return clientId === null ? null : { clientId, value };
  },
  serves: ({ authMethod, furtherAuthMethods }) =>
    authMethod === 'private_key_jwt' || furtherAuthMethods.includes('private_key_jwt'),
  async prove(client, { value: assertion }, context) {
    const jws = parseCompactJws(assertion ?? '');
    if (jws === null || !isAcceptedForm(jws, client, context)) return null;
    const proof = proofIn(jws, client, context);
    if (proof === null) return null;
    const signed = await context.keys.verify(jws, client, context.source);
    // clients.md §5: a client keeps its state while its keys merely cannot be had
    if (signed === 'unavailable') throw keysUnavailable();
    return signed === 'verified' ? proof : null;
  },
};

const subjectOf = (assertion: string): string | null =>
  textOr(readJsonObject(assertion.split('.', 2)[1] ?? '')?.['sub'], null);

const types: readonly (string | null)[] = [null, 'jwt', 'client-authentication+jwt'];

function isAcceptedForm(
  { header, furtherHeader }: CompactJws,
  client: Client,
  { keys, policy }: ProofContext,
): boolean {
  // RFC 8725 §3.1: the key comes from the client's set, never from the token, and no extension is understood
  if (furtherHeader.some((name) => ['crit', 'b64', 'jwk', 'jku', 'x5u', 'x5c'].includes(name))) return false;
  if (!types.includes(header.typ?.toLowerCase() ?? null)) return false;
  const { clientAlgorithms } = profileOf(client, policy);
  if (clientAlgorithms?.includes(header.alg) === false) return false; // advanced.md SW-7
  return keys.algorithms.includes(header.alg) && (client.authSigningAlg ?? header.alg) === header.alg;
}

/** The claims judged (RFC 7523 §3, advanced.md §2); null: they do not speak for this client, here and now. */
function proofIn({ payload }: CompactJws, client: Client, context: ProofContext): Proof | null {
  const { now, policy } = context;
  const { iss, sub, aud, exp, nbf, iat, jti } = readJsonObject(payload) ?? {};
  const { assertionAudience, assertionLifetime } = profileOf(client, policy);
  // FAPI 2.0 Security Profile §5.3.2.1
  const isMeant = assertionAudience === 'issuer_alone' ? aud === policy.issuer : isForUs(aud, context);
  if (iss !== client.id || sub !== client.id || !isMeant) return null;
  const longest = Math.min(policy.clientAssertionMaxLifetime, assertionLifetime ?? Number.POSITIVE_INFINITY);
  const latest = now + longest + policy.clockSkew;
  if (typeof exp !== 'number' || exp + policy.clockSkew <= now || exp > latest) return null;
  if (!isPast(nbf, context) || !isPast(iat, context)) return null;
  if (typeof jti !== 'string' || jti === '') return null;
  const hash = hashOfProof({ use: 'client_assertion', by: client.id, jti });
  const proof = { hash, until: after(epoch(exp), policy.clockSkew + 1) };
  return { spends: [{ kind: 'proof_seen', proof }] };
}

/** Ours alone: a foreign member could replay the assertion (RFC 7523 §3, advanced.md §2). */
function isForUs(audience: unknown, { policy: { issuer }, source: { path } }: ProofContext): boolean {
  const ours = [issuer, `${issuer}/`, `${issuer}${endpoints.token.path}`, `${issuer}${path}`];
  const listed: readonly unknown[] = Array.isArray(audience) ? audience : [audience];
  return listed.length > 0 && listed.every((member) => typeof member === 'string' && ours.includes(member));
}

const isPast = (time: unknown, { now, policy }: ProofContext): boolean =>
  time === undefined || (typeof time === 'number' && time <= now + policy.clockSkew);

const textOr = <Other>(value: unknown, other: Other): string | Other =>
  typeof value === 'string' && value !== '' ? value : other;

const keysUnavailable = (): OAuthError =>
  new OAuthError('temporarily_unavailable', 'The keys of the client cannot be fetched.', {
    retryAfter: keysRetryAfter,
  });
