/**
 * Signed authorization requests (RFC 9101): once it is verified, what the object says is the request, and nothing else
 * that the browser brings is read.
 */

import {
  after,
  type CompactJws,
  type Epoch,
  epoch,
  hasControlCharacter,
  isJsonObject,
  OAuthError,
  Params,
  parseCompactJws,
  readJsonObject,
  secondOf,
} from '@grantor/protocol';
import { hasForm, isAhead, isPast, isSigned } from '../client-auth/client-jwt.ts';
import type { ProofContext } from '../client-auth/method.ts';
import { type Client, isAutomatic } from '../model/client.ts';
import { hashOfProof } from '../model/proof.ts';
import type { KeyRing } from '../ports/ports.ts';
import { profileOf } from '../profiles/security-profile.ts';
import { charge } from '../requests/charge.ts';
import { RequestRefused } from '../requests/request-refused.ts';
import { decrypted, encryptionOf, isEncrypted } from '../tokens/encrypted-for-us.ts';
import type { Attempt } from './attempt.ts';
import { knownParameters } from './checks.ts';
import type { LoadedRequest } from './load.ts';
import { locatingParameters } from './locate.ts';
import { fetchRequestObject } from './request-uri.ts';

export type OpeningWorld = Pick<Attempt, 'ports' | 'policy' | 'source' | 'at'>;

/**
 * The request as its client signed it; one without a request object as it came. Throws `invalid_request_object`, with
 * what is wrong, `invalid_request_uri` and `temporarily_unavailable`: whether those are answers or pages depends on
 * what stands beside the object (advanced.md JAR-8).
 */
export async function openRequestObject(request: LoadedRequest, world: OpeningWorld): Promise<LoadedRequest> {
  const { client, params } = request;
  const [value, uri] = [params.get('request'), params.get('request_uri')];
  if (value === undefined && uri === undefined) {
    if (isAutomatic(client) && request.pushed === null && request.form === 'plain') {
      throw unacceptable(client, 'has to be there: the client is known by its federation alone.'); // OpenID Federation §12.1.1
    }
    return request;
  }
  if (value !== undefined && uri !== undefined) {
    // RFC 9101 §5
    throw new OAuthError('invalid_request', 'The request and request_uri parameters exclude each other.');
  }
  const object = value ?? (await fetchRequestObject(uri ?? '', client, world));
  const claims = await verified(object, client, world);
  if (isAutomatic(client)) await countOnce(request, claims, world);
  return { ...request, params: signedParameters(claims, client), form: 'signed' };
}

/** Registers the client, if it is new, by the request that shows it holds its keys, and lets that count once (OpenID Federation §12.1.1.1). */
async function countOnce(
  { client, registers = [] }: LoadedRequest,
  { jti, exp }: Claims,
  { ports, policy, source, at }: OpeningWorld,
): Promise<void> {
  // It leaves a row (security.md L-8)
  await charge(ports, { limit: 'default', source }, null);
  const hash = hashOfProof({ use: 'authorization_request', by: client.id, jti: String(jti) });
  const proof = { hash, until: after(epoch(Number(exp)), policy.clockSkew + 1) };
  const kept = await ports.store.commit({
    facts: [...registers, { kind: 'request_seen', proof }],
    at,
    source,
  });
  if (!kept.ok && kept.conflict === 'request_seen') throw unacceptable(client, 'was used before.');
  if (!kept.ok) throw unacceptable(client, 'is of a client that is registered in another way.');
}

async function verified(object: string, client: Client, { ports, policy, source, at }: OpeningWorld) {
  const context = {
    ...ports,
    keys: ports.clientKeys,
    policy,
    now: secondOf(at),
    source,
  };
  const jws = parseCompactJws(await readable(object, client, { ports, at }));
  if (jws === null) throw unacceptable(client, 'is no signed JWT.');
  const claims = judged(jws, client, context);
  if (!(await isSigned(jws, client, context)))
    throw unacceptable(client, 'is not signed by a key of the client.');
  return claims;
}

/** As its client signed it; throws what is wrong with the outside. */
async function readable(
  object: string,
  client: Client,
  { ports, at }: Pick<OpeningWorld, 'ports' | 'at'>,
): Promise<string> {
  const opened = await unwrapped(object, client, { keys: ports.keys, now: secondOf(at) });
  if ('fault' in opened) throw unacceptable(client, opened.fault);
  return opened.jws;
}

/**
 * What its client signed, of an object that may be encrypted for us besides (RFC 9101 §6.1). It is judged as any other:
 * who encrypted it is not known. A client without keys can have signed nothing, and has none of ours used.
 */
export async function unwrapped(
  object: string,
  client: Client,
  { keys, now }: { readonly keys: KeyRing; readonly now: Epoch },
): Promise<{ readonly jws: string } | { readonly fault: string }> {
  if (client.requireEncryptedRequestObject) {
    const outside = encryptionOf(object);
    if (outside === null) return { fault: 'has to be encrypted.' };
    const { requestObjectEncryptionAlg: alg, requestObjectEncryptionEnc: enc } = client;
    if (outside.alg !== alg || outside.enc !== enc)
      return { fault: `has to be encrypted by ${alg} and ${enc}.` };
  }
  const hasKeys = client.jwks !== null || client.jwksUri !== null;
  const jws = hasKeys || !isEncrypted(object) ? await decrypted(object, keys, now) : null;
  return jws === null ? { fault: 'cannot be decrypted.' } : { jws };
}

type Claims = Readonly<Record<string, unknown>>;

// RFC 9101 §10.8: the type keeps other JWTs of the client away; older clients send none
export const requestObjectTypes: readonly (string | null)[] = [null, 'jwt', 'oauth-authz-req+jwt'];

/** The claims, as far as they can be judged before the signature (advanced.md JAR-2 to JAR-4). */
function judged(jws: CompactJws, client: Client, context: ProofContext): Claims {
  const refuse = (sentence: string) => unacceptable(client, sentence);
  // RFC 9101 §10.5: `none` is no algorithm here
  if (!hasForm(jws, { types: requestObjectTypes, client, alg: client.requestObjectAlg }, context))
    throw refuse('has a header that is not accepted.');
  const claims = readJsonObject(jws.payload);
  if (claims === null) throw refuse('holds no JSON object.');
  const { iss, sub, aud, exp, nbf, iat } = claims;
  if (claims['client_id'] !== client.id) throw refuse('has another client_id than the request.'); // RFC 9101 §5
  if ('request' in claims || 'request_uri' in claims) throw refuse('holds another one.'); // RFC 9101 §4
  if (iss !== undefined && iss !== client.id) throw refuse('is not issued by the client.');
  // RFC 9101 §10.8: it could be used to authenticate
  if (sub === client.id) throw refuse('has the client as its subject.');
  if (aud !== undefined && !namesAudience(aud, context.policy.issuer))
    throw refuse('is meant for another server.');
  if (exp !== undefined && !isAhead(exp, context)) throw refuse('has expired.');
  if (!isPast(nbf, context) || !isPast(iat, context)) throw refuse('is not valid yet.');
  if (isAutomatic(client)) checkFederated(claims, client, context);
  const { signedRequests } = profileOf(client, context.policy);
  if (signedRequests === 'required' && !isBounded(claims))
    throw refuse('needs aud, nbf and exp, the last two within an hour.');
  return claims;
}

/** What shows that a client known by its federation alone asks this server, now and once (OpenID Federation §12.1.1.1). */
function checkFederated({ iss, sub, aud, exp, jti }: Claims, client: Client, context: ProofContext): void {
  const { issuer, clientAssertionMaxLifetime, clockSkew } = context.policy;
  const isForUs = aud === issuer || (Array.isArray(aud) && aud.length === 1 && aud[0] === issuer);
  if (iss !== client.id || sub !== undefined || !isForUs)
    throw unacceptable(client, 'needs iss, aud with this server alone, and no sub.');
  const latest = context.now + clientAssertionMaxLifetime + clockSkew;
  if (!isAhead(exp, context) || exp > latest || typeof jti !== 'string' || jti === '')
    throw unacceptable(client, 'needs a jti and an exp that comes soon.');
}

/** Seconds, after `nbf` (FAPI 2.0 Message Signing §5.3.1). */
const longestLife = 3600;

/** advanced.md JAR-5; what has not expired then began an hour ago at most, too. */
const isBounded = ({ aud, nbf, exp }: Claims): boolean =>
  aud !== undefined && typeof nbf === 'number' && typeof exp === 'number' && exp <= nbf + longestLife;

export const namesAudience = (audience: unknown, issuer: string): boolean =>
  audience === issuer || (Array.isArray(audience) && audience.includes(issuer));

/** Those that are read; the others are ignored, as they would be beside it. */
const readParameters: readonly string[] = [...locatingParameters, ...knownParameters];

function signedParameters(claims: Claims, client: Client): Params {
  const params = parametersIn(claims, readParameters);
  if (params === null) throw unacceptable(client, 'has a parameter with a control character.');
  return params;
}

/** The claims as parameters: a list of texts is a repeated one, any other structure travels as its JSON (RFC 9101 §4). null: one has a control character. */
export function parametersIn(claims: Claims, read: readonly string[]): Params | null {
  const pairs = read.flatMap((name) => {
    const value = claims[name];
    const values = isListOfTexts(value) ? value : [value];
    return values.flatMap((each): [string, string][] => {
      const text = textOf(each);
      return text === null ? [] : [[name, text]];
    });
  });
  return pairs.some(([, text]) => hasControlCharacter(text)) ? null : Params.of(pairs);
}

const isListOfTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((entry) => typeof entry === 'string');

/** null: as if it were not there. */
function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return isJsonObject(value) || Array.isArray(value) ? JSON.stringify(value) : null;
}

const unacceptable = (client: Client, sentence: string): RequestRefused =>
  new RequestRefused({ fault: 'request_object', client }, 'invalid_request_object', {
    description: `The request object ${sentence}`,
  });
