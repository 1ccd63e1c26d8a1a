/** Trust chains: whether one holds, and which of several is taken (OpenID Federation §4, §10). */

import type { PublicJwk } from '@grantor/protocol';
import type { Source } from '../ports/facts.ts';
import type { Ports } from '../ports/ports.ts';
import type { EntityStatement } from './entity-statement.ts';
import { FederationError } from './federation-error.ts';

/** The keys of the trust anchors as the operator has them, by the anchor's name. */
export type TrustAnchors = ReadonlyMap<string, readonly PublicJwk[]>;

/** A chain of which every rule has been checked. */
export type TrustChain = {
  /** What the subject says of itself. */
  readonly leaf: EntityStatement;
  /** What its superiors say, the immediate one first, the trust anchor last. */
  readonly superiors: readonly EntityStatement[];
  readonly anchor: string;
  /** What the anchor says of itself; null: the chain came without. */
  readonly anchorConfiguration: EntityStatement | null;
  /** When the first of its statements ends, in seconds since 1970 (OpenID Federation §10.4). */
  readonly expiresAt: number;
};

export type Verification = {
  readonly anchors: TrustAnchors;
  readonly ports: Pick<Ports, 'clientKeys'>;
  readonly source: Source;
};

/** The most superiors above a subject (federation-vci-authlete.md FED-6). */
export const mostSuperiors = 6;

/** Whether one of the keys signed the statement. */
export async function isSignedBy(
  { jws }: Pick<EntityStatement, 'jws'>,
  keys: readonly PublicJwk[],
  { ports, source }: Pick<Verification, 'ports' | 'source'>,
): Promise<boolean> {
  return (await ports.clientKeys.verify(jws, { jwks: { keys }, jwksUri: null }, source)) === 'verified';
}

/**
 * The chain that the statements are, from the subject's own up to the trust anchor's, which may be left out. Throws
 * FederationError (OpenID Federation §10.2, federation-vci-authlete.md FED-7).
 */
export async function validateChain(
  statements: readonly EntityStatement[],
  world: Verification,
): Promise<TrustChain> {
  const [leaf, ...above] = statements;
  const last = above.at(-1);
  if (leaf === undefined || last === undefined || leaf.iss !== leaf.sub) throw broken('it has no beginning');
  const anchorKeys = world.anchors.get(last.iss);
  if (anchorKeys === undefined) throw new FederationError('invalid_trust_anchor');
  const anchorConfiguration = last.iss === last.sub ? last : null;
  const superiors = anchorConfiguration === null ? above : above.slice(0, -1);
  if (superiors.length === 0 || superiors.length > mostSuperiors) throw broken('it is too short or too long');
  checkLinks([leaf, ...superiors], last.iss);
  await checkSignatures({ leaf, superiors, anchorConfiguration, anchorKeys }, world);
  checkConstraints(leaf, superiors);
  return {
    ...{ leaf, superiors, anchorConfiguration },
    anchor: last.iss,
    expiresAt: Math.min(...statements.map(({ exp }) => exp)),
  };
}

/** Each is issued by the subject of the next; nobody comes twice (OpenID Federation §4). */
function checkLinks(statements: readonly EntityStatement[], anchor: string): void {
  const issuers = statements.map(({ iss }) => iss);
  const subjects = [...statements.slice(1).map(({ sub }) => sub), anchor];
  if (!issuers.every((issuer, index) => issuer === subjects[index]))
    throw broken('its statements do not meet');
  if (new Set(subjects).size < subjects.length) throw broken('it is a loop');
}

type Signatures = Pick<TrustChain, 'leaf' | 'superiors' | 'anchorConfiguration'> & {
  readonly anchorKeys: readonly PublicJwk[];
};

/** From the top: the anchor's keys are those of the operator, all others are known by the word above. */
async function checkSignatures(
  { leaf, superiors, anchorConfiguration, anchorKeys }: Signatures,
  world: Verification,
): Promise<void> {
  const keysAbove = [...superiors.map(({ keys }) => keys), anchorKeys];
  const signed = [leaf, ...superiors].map((statement, index) => ({
    statement,
    keys: keysAbove[index] ?? [],
  }));
  if (anchorConfiguration !== null) signed.push({ statement: anchorConfiguration, keys: anchorKeys });
  // OpenID Federation §4: by its own keys, too
  signed.push({ statement: leaf, keys: leaf.keys });
  for (const { statement, keys } of signed.reverse()) {
    if (!(await isSignedBy(statement, keys, world))) throw broken('one of its signatures does not hold');
  }
}

/** OpenID Federation §6.2 */
function checkConstraints(leaf: EntityStatement, superiors: readonly EntityStatement[]): void {
  for (const [index, { constraints }] of superiors.entries()) {
    const below = { intermediates: index, entities: superiors.slice(0, index + 1).map(({ sub }) => sub) };
    if (constraints?.admit(below) === false)
      throw broken(`it is not within the constraints above ${leaf.sub}`);
  }
}

/** The shortest, and of several the one that lasts longest (federation-vci-authlete.md FED-5). */
export const bestOf = (chains: readonly TrustChain[]): TrustChain | null =>
  [...chains].sort((a, b) => a.superiors.length - b.superiors.length || b.expiresAt - a.expiresAt)[0] ?? null;

const broken = (detail: string): FederationError => new FederationError('invalid_trust_chain', detail);
