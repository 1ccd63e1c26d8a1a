/** Trust marks that clients have to bear (OpenID Federation §7.3, federation-vci-authlete.md FED-10). */

import { encodeForm, isJsonObject, type PublicJwk, parseKeySet } from '@grantor/protocol';
import { discoverChains } from './discovery.ts';
import { isEntityIdentifier } from './entity-identifier.ts';
import { type EntityStatement, type Reading, readSigned } from './entity-statement.ts';
import { type Errands, endpointIn, objectOrNull } from './errands.ts';
import { FederationError } from './federation-error.ts';
import { own, type TypeMetadata } from './metadata-policy.ts';
import { resolvedMetadata } from './resolved-metadata.ts';
import { isSignedBy, type TrustChain, type Verification } from './trust-chain.ts';

export type MarkWorld = {
  readonly errands: Errands;
  readonly reading: Reading;
  readonly verification: Verification;
};

/**
 * When the first of the marks ends that the subject has to bear, in seconds since 1970; infinity: none does. Throws
 * FederationError for the first type of which it bears no good one.
 */
export async function checkTrustMarks(
  chain: TrustChain,
  required: readonly string[],
  world: MarkWorld,
): Promise<number> {
  let endsAt = Number.POSITIVE_INFINITY;
  if (required.length === 0) return endsAt;
  const anchor = chain.anchorConfiguration ?? (await world.errands.configurationOf(chain.anchor));
  for (const type of required) {
    endsAt = Math.min(endsAt, await checkMarks({ type, chain, anchor }, world));
  }
  return endsAt;
}

/** Several issuers may vouch for the same: so many are looked at. */
const mostMarksOfType = 4;

/** The marks of the type, as they are listed. */
function marksOf({ claims }: EntityStatement, type: string): readonly string[] {
  const listed: readonly unknown[] = Array.isArray(claims['trust_marks']) ? claims['trust_marks'] : [];
  return listed
    .filter(isJsonObject)
    .filter((entry) => entry['trust_mark_type'] === type)
    .flatMap(({ trust_mark: mark }) => (typeof mark === 'string' ? [mark] : []))
    .slice(0, mostMarksOfType);
}

type Required = { readonly type: string; readonly chain: TrustChain; readonly anchor: EntityStatement };
type Marked = Required & { readonly mark: string };

/** When the first good one ends. Throws FederationError for what is wrong with the first of them. */
async function checkMarks(required: Required, world: MarkWorld): Promise<number> {
  let refusal: FederationError = unmarked(required.type, 'it bears none');
  for (const [index, mark] of marksOf(required.chain.leaf, required.type).entries()) {
    try {
      return await checkMark({ ...required, mark }, world);
    } catch (error) {
      if (!(error instanceof FederationError)) throw error;
      // Somebody else is not there: of the entity that says no more than a bad mark does
      const isGone = error.code === 'not_found';
      if (index === 0) refusal = isGone ? unmarked(required.type, error.detail ?? 'gone') : error;
    }
  }
  throw refusal;
}

async function checkMark({ mark, type, chain, anchor }: Marked, world: MarkWorld): Promise<number> {
  const { jws, claims } = readSigned(mark, { ...world.reading, type: 'trust-mark+jwt' });
  const { iss, sub } = claims;
  if (sub !== chain.leaf.sub || claims['trust_mark_type'] !== type) throw unmarked(type, 'it is of another');
  if (!isEntityIdentifier(iss) || !mayIssue(iss, type, anchor))
    throw unmarked(type, 'by whom it must not be');
  const issuer = await issuerOf(iss, { chain, anchor }, world);
  if (!(await isSignedBy({ jws }, issuer.keys, world.verification))) throw unmarked(type, 'it is not signed');
  const delegatedUntil = await checkDelegation({ type, issuer: iss, claims, anchor }, world);
  await checkStatus({ mark, type, issuer }, world);
  return Math.min(endOf(claims), delegatedUntil);
}

/** A mark may be good for ever (OpenID Federation §7.1). */
const endOf = ({ exp }: Readonly<Record<string, unknown>>): number =>
  typeof exp === 'number' ? exp : Number.POSITIVE_INFINITY;

/** Whether the anchor lets the entity issue the type; with an empty list it lets everybody (OpenID Federation §7.2). */
function mayIssue(issuer: string, type: string, { claims }: EntityStatement): boolean {
  const issuers = own(objectOrNull(claims['trust_mark_issuers']) ?? {}, type);
  return Array.isArray(issuers) && (issuers.length === 0 || issuers.includes(issuer));
}

type Issuer = {
  readonly id: string;
  readonly keys: readonly PublicJwk[];
  /** As an entity, under the policies of everybody above it. */
  readonly metadata: TypeMetadata;
};

/** The keys of the issuer as its own superior knows them, below the same anchor. */
async function issuerOf(
  entity: string,
  { chain, anchor }: Pick<Marked, 'chain' | 'anchor'>,
  { errands, verification }: MarkWorld,
): Promise<Issuer> {
  const anchorKeys = verification.anchors.get(chain.anchor) ?? [];
  const itself = { id: entity };
  if (entity === chain.anchor)
    return { ...itself, keys: anchorKeys, metadata: own(anchor.metadata, entityType) ?? {} };
  const configuration = await errands.configurationOf(entity);
  const below = { ...verification, anchors: new Map([[chain.anchor, anchorKeys]]) };
  const [found] = await discoverChains(configuration, { errands, accept: () => {} }, below);
  if (found === undefined) throw new FederationError('invalid_trust_chain', entity);
  const metadata = resolvedMetadata(found, entityType) ?? {};
  return { ...itself, keys: found.superiors[0]?.keys ?? [], metadata };
}

const entityType = 'federation_entity';

/** A type that has an owner is issued by whom the owner names (OpenID Federation §7.2.1). */
async function checkDelegation(
  {
    type,
    issuer,
    claims,
    anchor,
  }: Pick<Marked, 'type' | 'anchor'> & {
    readonly issuer: string;
    readonly claims: Readonly<Record<string, unknown>>;
  },
  { reading, verification }: MarkWorld,
): Promise<number> {
  const owner = own(objectOrNull(anchor.claims['trust_mark_owners']) ?? {}, type);
  if (owner === undefined) return Number.POSITIVE_INFINITY;
  const { sub: name, jwks } = objectOrNull(owner) ?? {};
  const set = parseKeySet(jwks);
  const { delegation } = claims;
  if (set.kind === 'refused' || typeof delegation !== 'string') throw unmarked(type, 'it is not delegated');
  const given = readSigned(delegation, { ...reading, type: 'trust-mark-delegation+jwt' });
  const { iss, sub, trust_mark_type: delegated } = given.claims;
  if (iss !== name || sub !== issuer || delegated !== type) throw unmarked(type, 'another one is delegated');
  if (!(await isSignedBy(given, set.keys, verification)))
    throw unmarked(type, 'the delegation is not signed');
  return endOf(given.claims);
}

/** What the issuer says of the mark today, if it says so at all (OpenID Federation §8.4). */
async function checkStatus(
  { mark, type, issuer }: Pick<Marked, 'mark' | 'type'> & { readonly issuer: Issuer },
  { errands, reading, verification }: MarkWorld,
): Promise<void> {
  const endpoint = endpointIn(issuer.metadata, 'federation_trust_mark_status_endpoint');
  if (endpoint === null) return;
  const responseType = 'trust-mark-status-response+jwt';
  const form = encodeForm([['trust_mark', mark]]);
  const text = await errands.post(endpoint, { form, type: `application/${responseType}` });
  const { jws, claims } = readSigned(text, { ...reading, type: responseType });
  const isAboutIt = claims['iss'] === issuer.id && claims['trust_mark'] === mark;
  if (!isAboutIt || claims['status'] !== 'active') throw unmarked(type, 'its issuer does not stand by it');
  if (!(await isSignedBy({ jws }, issuer.keys, verification)))
    throw unmarked(type, 'its status is not signed');
}

/** No requirement of the chain: what this server wants beside it. */
const unmarked = (type: string, detail: string): FederationError =>
  new FederationError('invalid_trust_chain', `trust mark ${type}: ${detail}`);
