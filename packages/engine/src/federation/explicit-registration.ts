/** Clients that register with what their federations say of them (OpenID Federation §12.2, federation-vci-authlete.md FED-11, FED-12). */

import {
  clientId,
  epoch,
  errorReply,
  jwtReply,
  noting,
  OAuthError,
  type Reply,
  secondOf,
  sha256,
} from '@grantor/protocol';
import { answer, challengeFor } from '../endpoints/answer.ts';
import { hashOfProof } from '../model/proof.ts';
import type { Fact } from '../ports/facts.ts';
import type { Policy } from '../ports/policy.ts';
import { describeClient } from '../registration/describe.ts';
import { charge, limitHeaders } from '../requests/charge.ts';
import type { RegistrationRequest } from '../requests/request.ts';
import { type EntityStatement, type Reading, readStatement } from './entity-statement.ts';
import { type Arrived, federationClient } from './federation-client.ts';
import { FederationError } from './federation-error.ts';
import { readChain } from './posted-chain.ts';
import {
  type Brought,
  clientType,
  type FederationWorld,
  type ResolvedClient,
  type Resolver,
} from './resolver.ts';

export const registerExplicitly = (
  world: FederationWorld,
  resolver: Resolver,
  request: RegistrationRequest,
): Promise<Reply> =>
  answer(world.ports, { endpoint: 'federation_registration', source: request.source, refuse }, () =>
    create(world, resolver, request),
  );

async function create(
  world: FederationWorld,
  resolver: Resolver,
  request: RegistrationRequest,
): Promise<Reply> {
  const { ports, policy } = world;
  const { source } = request;
  const at = ports.clock.now();
  // Each one leaves a row, so each one counts (security.md L-8)
  await charge(ports, { limit: 'registration', source }, null);
  const reading = { now: secondOf(at), policy, algorithms: ports.clientKeys.algorithms };
  const { leaf, brought } = await readPosted(request, reading);
  checkLeaf(leaf, policy.issuer);
  if (Number(leaf.claims['iat']) + oldest + policy.clockSkew <= reading.now)
    throw new FederationError('invalid_request', 'it was said more than a day ago');
  const resolved = await resolver.resolve(leaf.sub, brought, source);
  const arrived = await federationClient(world, { resolved, registration: 'explicit', source });
  if (arrived.client.status !== 'active')
    throw new FederationError('invalid_client', 'it is not active here');
  const kept = await ports.store.commit({ facts: [spentBy(leaf, policy), arrived.fact], at, source });
  if (!kept.ok && kept.conflict === 'proof_seen')
    throw new FederationError('invalid_request', 'the statement was used before');
  // federation-vci-authlete.md FED-14
  if (!kept.ok) throw new FederationError('invalid_client', 'another client has this name');
  const claims = responseClaims(resolved, arrived, { issuer: policy.issuer, now: secondOf(at) });
  const typ = 'explicit-registration-response+jwt';
  const jwt = await ports.federation.keys.sign({ typ, claims, now: secondOf(at) });
  return noting(jwtReply(jwt, `application/${typ}`), clientId(leaf.sub));
}

/** In seconds: an older statement registers nobody, so that none has to be remembered for longer (security.md L-8). */
const oldest = 86_400;

/**
 * A statement registers once: who has another's neither gets its secret nor brings back what it was before
 * (federation-vci-authlete.md FED-12).
 */
function spentBy({ sub, text, exp, claims }: EntityStatement, { clockSkew }: Policy): Fact {
  // Without the signature: of one by ECDSA anybody can make another
  const said = sha256(text.slice(0, text.lastIndexOf('.')));
  const end = Math.min(exp, Number(claims['iat']) + oldest) + clockSkew;
  const hash = hashOfProof({ use: 'federation_registration', by: sub, jti: said });
  return { kind: 'proof_seen', proof: { hash, until: epoch(Math.ceil(end) + 1) } };
}

type Posted = { readonly leaf: EntityStatement; readonly brought: Brought };

/** By the type of the body, and no other (OpenID Federation §12.2.1). */
const readers: Readonly<Record<string, (text: string, reading: Reading) => Posted>> = {
  'application/entity-statement+jwt': (text, reading) => {
    const configuration = readStatement(text.trim(), reading);
    return { leaf: configuration, brought: { kind: 'configuration', configuration } };
  },
  'application/trust-chain+json': (text, reading) => {
    const statements = readChain(jsonOrNull(text), reading);
    const [leaf] = statements;
    if (leaf === undefined) throw new FederationError('invalid_request');
    return { leaf, brought: { kind: 'chain', statements } };
  },
};

async function readPosted(request: RegistrationRequest, reading: Reading): Promise<Posted> {
  const type = request.contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const read = Object.hasOwn(readers, type) ? readers[type] : undefined;
  const isEncoded = (request.contentEncoding ?? 'identity') !== 'identity';
  if (read === undefined || isEncoded) {
    throw new OAuthError(
      'unsupported_media_type',
      'The body is neither an entity statement nor a trust chain.',
    );
  }
  return read(Buffer.from(await request.body()).toString('utf8'), reading);
}

const jsonOrNull = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** What the client says of itself has to be said to this server (OpenID Federation §12.2.2). */
function checkLeaf({ iss, sub, claims, metadata }: EntityStatement, issuer: string): void {
  if (iss !== sub) throw new FederationError('invalid_subject', 'it is no entity configuration');
  const { aud } = claims;
  const isForUs = aud === issuer || (Array.isArray(aud) && aud.length === 1 && aud[0] === issuer);
  if (!isForUs) throw new FederationError('invalid_request', 'it is meant for another server');
  if (!Object.hasOwn(metadata, clientType))
    throw new FederationError('invalid_metadata', 'it is no relying party');
}

/** OpenID Federation §12.2.3 */
const responseClaims = (
  { id, superior, trustAnchor, endsAt }: ResolvedClient,
  { client, secret }: Arrived,
  { issuer, now }: { readonly issuer: string; readonly now: number },
) => ({
  ...{ iss: issuer, sub: id, aud: id, iat: now, exp: endsAt },
  ...{ trust_anchor: trustAnchor, authority_hints: [superior] },
  metadata: {
    [clientType]: {
      client_id: client.id,
      client_id_issued_at: now,
      ...(secret === null ? {} : { client_secret: secret, client_secret_expires_at: endsAt }),
      ...describeClient(client),
      client_registration_types: ['explicit'],
    },
  },
});

/** No client authenticates here, so nobody is asked to (federation-vci-authlete.md FED-15). */
const refuse = (failure: OAuthError): Reply =>
  failure.code === 'invalid_client'
    ? { ...errorReply(failure), status: badRequest }
    : errorReply(failure, { ...challengeFor(failure), ...limitHeaders(failure) });

const badRequest = 400;
