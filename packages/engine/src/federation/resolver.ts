/**
 * Clients as their federations have them: resolved once at a time, remembered as long as they hold
 * (OpenID Federation §10, federation-vci-authlete.md FED-5, FED-6).
 */

import {
  createRecencyMap,
  displayName,
  type Epoch,
  epoch,
  type Instant,
  limitKey,
  secondOf,
} from '@grantor/protocol';
import type { Source } from '../ports/facts.ts';
import type { FederationPorts } from '../ports/federation.ts';
import type { FederationPolicy, Policy } from '../ports/policy.ts';
import type { Ports } from '../ports/ports.ts';
import { charge } from '../requests/charge.ts';
import { discoverChains } from './discovery.ts';
import type { EntityStatement, Reading } from './entity-statement.ts';
import { createErrands, type Errands } from './errands.ts';
import { FederationError } from './federation-error.ts';
import { own, type TypeMetadata } from './metadata-policy.ts';
import { resolvedMetadata } from './resolved-metadata.ts';
import { bestOf, isSignedBy, type TrustChain, type Verification, validateChain } from './trust-chain.ts';
import { checkTrustMarks } from './trust-marks.ts';

export type FederationWorld = {
  readonly ports: Ports & { readonly federation: FederationPorts };
  readonly policy: Policy & { readonly federation: FederationPolicy };
};

/** A client as everybody above it lets it be. */
export type ResolvedClient = {
  readonly id: string;
  readonly metadata: TypeMetadata;
  readonly trustAnchor: string;
  readonly superior: string;
  readonly organizationName: string | null;
  readonly endsAt: Epoch;
};

/** What the client brings of its own chain: nothing, its own statement, or statements up to an anchor. */
export type Brought =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'configuration'; readonly configuration: EntityStatement }
  | { readonly kind: 'chain'; readonly statements: readonly EntityStatement[] };

export type Resolver = {
  /** Throws FederationError, and `rate_limit_exceeded` where the source has asked too much. */
  resolve(entity: string, brought: Brought, source: Source): Promise<ResolvedClient>;
};

export const clientType = 'openid_relying_party';

/** In ms. */
const longestKept = 24 * 3_600_000;
const failureKept = 60_000;

/** Of what is remembered: entities, and characters of their metadata. */
const mostKept = 1000;
const mostCharacters = 4_000_000;

type Outcome =
  | { readonly kind: 'resolved'; readonly client: ResolvedClient; readonly until: Instant }
  | { readonly kind: 'refused'; readonly error: FederationError; readonly until: Instant };

export function createResolver(world: FederationWorld): Resolver {
  const { ports } = world;
  const kept = createRecencyMap<Outcome>(mostKept, {
    most: mostCharacters,
    weightOf: (outcome) => (outcome.kind === 'resolved' ? JSON.stringify(outcome.client).length : 200),
  });
  const underWay = new Map<string, Promise<ResolvedClient>>();

  const discover = async (entity: string, source: Source): Promise<ResolvedClient> => {
    const job = createJob(world, source);
    try {
      const client = await resolveFrom(await job.errands.configurationOf(entity), job);
      kept.set(entity, { kind: 'resolved', client, until: keptUntil(client, ports.clock.now()) });
      return client;
    } catch (error) {
      if (!(error instanceof FederationError)) throw error;
      const at = ports.clock.now();
      // Nobody was asked on behalf of this address: that says nothing of the entity
      if (!job.errands.wasBusy) kept.set(entity, { kind: 'refused', error, until: later(at, failureKept) });
      throw error;
    }
  };

  const payAndDiscover = async (entity: string, source: Source): Promise<ResolvedClient> => {
    await charge(ports, { limit: 'document', source }, null);
    return discover(entity, source);
  };

  /** Once for all who come by the same address; what another address cannot pay or ask is not for them to wait for. */
  const jointly = (entity: string, source: Source): Promise<ResolvedClient> => {
    const name = `${limitKey(source.address)} ${entity}`;
    const asking = underWay.get(name) ?? payAndDiscover(entity, source).finally(() => underWay.delete(name));
    underWay.set(name, asking);
    return asking;
  };

  return {
    async resolve(entity, brought, source) {
      if (brought.kind === 'nothing') {
        kept.drain((outcome) => outcome.until <= ports.clock.now());
        const outcome = stillGood(kept.get(entity), ports.clock.now());
        return outcome === null ? jointly(entity, source) : answerOf(outcome);
      }
      await charge(ports, { limit: 'document', source }, null);
      const job = createJob(world, source);
      return brought.kind === 'configuration'
        ? resolvePosted(brought.configuration, job)
        : resolveChain(entity, brought.statements, job);
    },
  };
}

const later = (at: Instant, milliseconds: number): Instant => (at + milliseconds) as Instant;

const keptUntil = ({ endsAt }: ResolvedClient, now: Instant): Instant =>
  Math.min(endsAt * 1000, now + longestKept) as Instant;

const stillGood = (outcome: Outcome | undefined, now: Instant): Outcome | null =>
  outcome === undefined || outcome.until <= now ? null : outcome;

function answerOf(outcome: Outcome): ResolvedClient {
  if (outcome.kind === 'refused') throw outcome.error;
  return outcome.client;
}

/** One resolution. */
type Job = {
  readonly policy: FederationPolicy;
  readonly verification: Verification;
  readonly errands: Errands;
  readonly reading: Reading;
};

function createJob({ ports, policy }: FederationWorld, source: Source): Job {
  const verification = { anchors: policy.federation.trustAnchors, ports, source };
  return {
    policy: policy.federation,
    verification,
    errands: createErrands({ ...verification, ports, policy }),
    reading: { now: secondOf(ports.clock.now()), policy, algorithms: ports.clientKeys.algorithms },
  };
}

/** Nobody is asked on behalf of what the entity did not sign. */
async function resolvePosted(leaf: EntityStatement, job: Job): Promise<ResolvedClient> {
  if (!(await isSignedBy(leaf, leaf.keys, job.verification)))
    throw new FederationError('invalid_trust_chain', 'it is not signed by a key that it names');
  return resolveFrom(leaf, job);
}

async function resolveFrom(leaf: EntityStatement, job: Job): Promise<ResolvedClient> {
  const accept = (chain: TrustChain): void => void metadataOf(chain);
  const chains = await discoverChains(leaf, { errands: job.errands, accept }, job.verification);
  const best = bestOf(chains);
  if (best === null) throw new FederationError('invalid_trust_chain');
  return settle(best, job);
}

async function resolveChain(
  entity: string,
  statements: readonly EntityStatement[],
  job: Job,
): Promise<ResolvedClient> {
  const chain = await validateChain(statements, job.verification);
  if (chain.leaf.sub !== entity) throw new FederationError('invalid_subject');
  return settle(chain, job);
}

async function settle(chain: TrustChain, job: Job): Promise<ResolvedClient> {
  const metadata = metadataOf(chain);
  // federation-vci-authlete.md FED-10: no registration outlives a mark without which there is none
  const markedUntil = await checkTrustMarks(chain, job.policy.requiredTrustMarks, job);
  const name = own(resolvedMetadata(chain, 'federation_entity') ?? {}, 'organization_name');
  const ofClient = own(metadata, 'organization_name');
  return {
    id: chain.leaf.sub,
    metadata,
    trustAnchor: chain.anchor,
    superior: chain.superiors[0]?.iss ?? chain.anchor,
    organizationName: shortName(name) ?? shortName(ofClient),
    endsAt: epoch(Math.floor(Math.min(chain.expiresAt, markedUntil))),
  };
}

/** People are shown it: a name, and no text. */
const shortName = (value: unknown): string | null =>
  typeof value === 'string' && value.length <= 200 ? displayName(value) : null;

function metadataOf(chain: TrustChain): TypeMetadata {
  const metadata = resolvedMetadata(chain, clientType);
  if (metadata === null) throw new FederationError('invalid_metadata', 'it is no relying party');
  return metadata;
}
