/** Entity statements, as far as they can be judged before their signatures (OpenID Federation §3). Pure. */

import {
  type CompactJws,
  isJsonObject,
  isNestedTooDeeply,
  type PublicJwk,
  parseCompactJws,
  parseKeySet,
  readJsonObject,
} from '@grantor/protocol';
import { isAhead, isPast } from '../client-auth/client-jwt.ts';
import type { Policy } from '../ports/policy.ts';
import { type Constraints, readConstraints } from './constraints.ts';
import { isEntityIdentifier } from './entity-identifier.ts';
import { FederationError } from './federation-error.ts';
import type { TypeMetadata } from './metadata-policy.ts';

/** What an entity says of itself, or a superior of it. Nothing in it is trusted yet. */
export type EntityStatement = {
  /** As it came. */
  readonly text: string;
  readonly jws: CompactJws;
  readonly iss: string;
  readonly sub: string;
  /** Seconds since 1970. */
  readonly exp: number;
  /** Of the subject: those that sign its statements. */
  readonly keys: readonly PublicJwk[];
  /** Its immediate superiors; empty in the word of a superior. */
  readonly authorityHints: readonly string[];
  /** By type of entity. */
  readonly metadata: Readonly<Record<string, TypeMetadata>>;
  /** null: none. */
  readonly constraints: Constraints | null;
  readonly criticalOperators: readonly string[];
  /** Every claim, for those that only some readers need. */
  readonly claims: Readonly<Record<string, unknown>>;
};

/** The longest statement, in characters (federation-vci-authlete.md FED-6). */
export const longestStatement = 65_536;

/** The deepest: metadata of issuers of credentials is. */
const deepest = 16;

export const statementType = 'entity-statement+jwt';

export type Reading = {
  readonly now: number;
  readonly policy: Pick<Policy, 'clockSkew'>;
  /** Algorithms that are accepted, all of them asymmetric. */
  readonly algorithms: readonly string[];
};

/**
 * The statement in the text. Throws FederationError: `invalid_request` where it is no signed JWT, `invalid_issuer` and
 * `invalid_subject` for names that are none, `invalid_trust_chain` for the rest (federation-vci-authlete.md FED-7).
 */
export function readStatement(text: string, reading: Reading): EntityStatement {
  const { jws, claims } = readSigned(text, { ...reading, type: statementType });
  const { iss, sub, exp } = claims;
  if (!isEntityIdentifier(iss)) throw new FederationError('invalid_issuer');
  if (!isEntityIdentifier(sub)) throw new FederationError('invalid_subject');
  checkPlaces(claims, iss === sub ? ofSuperiors : ofConfigurations);
  return {
    ...{ text, jws, iss, sub, claims },
    exp: Number(exp),
    keys: keysIn(claims['jwks']),
    authorityHints: hintsIn(claims['authority_hints']),
    metadata: metadataIn(claims['metadata']),
    constraints: constraintsIn(claims['constraints']),
    criticalOperators: textsIn(claims['metadata_policy_crit'], 'metadata_policy_crit'),
  };
}

type Signed = { readonly jws: CompactJws; readonly claims: Readonly<Record<string, unknown>> };

/** A JWT of a federation: typed, signed, in its time, and asking for nothing that is not understood here. */
export function readSigned(
  text: string,
  { now, policy, algorithms, type }: Reading & { type: string },
): Signed {
  const jws = parseCompactJws(text, longestStatement);
  if (jws === null || jws.header.alg === 'none')
    throw new FederationError('invalid_request', 'no signed JWT');
  const { alg, typ, kid } = jws.header;
  // OpenID Federation §3.2: the type keeps other JWTs away, the key comes from the superior's word alone
  if (typ?.toLowerCase() !== type) throw broken('the type is another');
  if (!algorithms.includes(alg) || !kid) throw broken('the algorithm or the name of the key is not accepted');
  if (jws.furtherHeader.some((name) => ['crit', 'b64', 'jwk', 'jku', 'x5u'].includes(name)))
    throw broken('the header has a member that is not accepted');
  if (isNestedTooDeeply(Buffer.from(jws.payload, 'base64url').toString('utf8'), deepest))
    throw broken('it is nested too deeply');
  const claims = readJsonObject(jws.payload);
  if (claims === null) throw broken('the payload is no JSON object');
  const time = { now, policy } as Parameters<typeof isPast>[1];
  if (typeof claims['iat'] !== 'number' || !isPast(claims['iat'], time)) throw broken('it is not valid yet');
  if (claims['exp'] !== undefined && !isAhead(claims['exp'], time)) throw broken('it has expired');
  // OpenID Federation §13.4: no extension is understood here
  if ('crit' in claims) throw broken('a critical claim is unknown');
  return { jws, claims };
}

/** Which claims only one of the two kinds has (OpenID Federation §3.2). */
const ofConfigurations = ['authority_hints', 'trust_marks', 'trust_mark_issuers', 'trust_mark_owners'];
const ofSuperiors = ['metadata_policy', 'metadata_policy_crit', 'constraints', 'source_endpoint'];

function checkPlaces(claims: Signed['claims'], ofTheOther: readonly string[]): void {
  const misplaced = ofTheOther.find((name) => name in claims);
  if (misplaced !== undefined) throw broken(`${misplaced} has no place in it`);
  if (claims['exp'] === undefined) throw broken('it never expires');
}

function keysIn(claim: unknown): readonly PublicJwk[] {
  const set = parseKeySet(claim);
  if (set.kind === 'refused') throw broken(`its keys: ${set.fault}`);
  return set.keys;
}

function hintsIn(claim: unknown): readonly string[] {
  if (claim === undefined) return [];
  if (!Array.isArray(claim) || claim.length === 0 || !claim.every(isEntityIdentifier))
    throw broken('authority_hints is no list of entities');
  return [...new Set(claim)];
}

function metadataIn(claim: unknown): EntityStatement['metadata'] {
  if (claim === undefined) return {};
  if (!isJsonObject(claim)) throw broken('metadata is no object');
  const types = Object.entries(claim).map(([type, members]) => {
    // OpenID Federation §5: no value is null
    if (!isJsonObject(members) || Object.values(members).includes(null))
      throw broken('metadata has no value');
    return [type, members] as const;
  });
  return Object.fromEntries(types);
}

function constraintsIn(claim: unknown): Constraints | null {
  if (claim === undefined) return null;
  const constraints = readConstraints(claim);
  if (constraints === null) throw broken('its constraints cannot be read');
  return constraints;
}

function textsIn(claim: unknown, name: string): readonly string[] {
  if (claim === undefined) return [];
  if (!Array.isArray(claim) || !claim.every((member) => typeof member === 'string'))
    throw broken(`${name} is no list of names`);
  return claim;
}

/** A statement that breaks a rule. */
const broken = (detail: string): FederationError => new FederationError('invalid_trust_chain', detail);
