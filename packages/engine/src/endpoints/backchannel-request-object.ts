/** Signed backchannel requests (CIBA §7.1.1). */

import {
  after,
  epoch,
  OAuthError,
  type Params,
  parseCompactJws,
  readJsonObject,
  secondOf,
} from '@grantor/protocol';
import {
  namesAudience,
  type OpeningWorld,
  parametersIn,
  requestObjectTypes,
  unwrapped,
} from '../authorize/request-object.ts';
import { hasForm, isAhead, isPast, isSigned } from '../client-auth/client-jwt.ts';
import type { ProofContext } from '../client-auth/method.ts';
import type { Client } from '../model/client.ts';
import { hashOfProof } from '../model/proof.ts';
import type { Fact } from '../ports/facts.ts';

type Sent = {
  readonly params: Params;
  readonly client: Client;
  /** The parameters of a request. */
  readonly names: readonly string[];
};

type Opened = { readonly params: Params; readonly spends: readonly Fact[] };

/** The request as its client signed it, where it did. Throws `invalid_request` and `temporarily_unavailable`. */
export async function openSignedRequest(sent: Sent, world: OpeningWorld): Promise<Opened> {
  const { params, client, names } = sent;
  const object = params.get('request');
  if (object === undefined) {
    // CIBA §4: a client that registers the algorithm signs
    if (client.backchannelRequestAlg !== null || client.requireEncryptedRequestObject)
      throw refused('must be there: the client is registered to sign.');
    return { params, spends: [] };
  }
  if (names.some((name) => params.has(name))) throw refused('excludes parameters beside it.');
  const { ports, policy, source, at } = world;
  const context = {
    ...{ ...ports, keys: ports.clientKeys },
    ...{ policy, now: secondOf(at), source },
  };
  const opened = await unwrapped(object, client, { keys: ports.keys, now: context.now });
  if ('fault' in opened) throw refused(opened.fault);
  const jws = parseCompactJws(opened.jws);
  const form = { types: requestObjectTypes, client, alg: client.backchannelRequestAlg };
  if (jws === null || !hasForm(jws, form, context)) throw refused('is no signed JWT that is accepted.');
  const claims = readJsonObject(jws.payload) ?? {};
  const spends = judged(claims, client, context);
  if (!(await isSigned(jws, client, context))) throw refused('is not signed by a key of the client.');
  const signed = parametersIn(claims, names);
  if (signed === null) throw refused('has a parameter with a control character.');
  return { params: signed, spends };
}

type Claims = Readonly<Record<string, unknown>>;

/** Every claim is required, and the object counts once. */
function judged(claims: Claims, client: Client, context: ProofContext): readonly Fact[] {
  const { iss, aud, exp, nbf, iat, jti, sub } = claims;
  if (iss !== client.id || sub === client.id) throw refused('is not issued by the client.');
  if (!namesAudience(aud, context.policy.issuer)) throw refused('is meant for another server.');
  const latest = context.now + context.policy.clientAssertionMaxLifetime + context.policy.clockSkew;
  if (!isAhead(exp, context) || exp > latest) throw refused('has expired, or does not soon enough.');
  const times = [nbf, iat];
  if (times.includes(undefined) || !times.every((time) => isPast(time, context))) {
    throw refused('is not valid yet, or lacks nbf or iat.');
  }
  if (typeof jti !== 'string' || jti === '') throw refused('lacks a jti.');
  const hash = hashOfProof({ use: 'backchannel_request', by: client.id, jti });
  return [{ kind: 'request_seen', proof: { hash, until: after(epoch(exp), context.policy.clockSkew + 1) } }];
}

const refused = (sentence: string): OAuthError =>
  new OAuthError('invalid_request', `The request object ${sentence}`);
