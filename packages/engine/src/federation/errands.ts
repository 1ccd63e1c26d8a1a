/** What one resolution may ask of other entities, and no more (federation-vci-authlete.md FED-6). */

import { isJsonObject } from '@grantor/protocol';
import type { FederationFault, FederationPorts } from '../ports/federation.ts';
import type { Policy } from '../ports/policy.ts';
import type { Ports } from '../ports/ports.ts';
import { configurationUrl, fetchUrl, isEntityIdentifier } from './entity-identifier.ts';
import { type EntityStatement, readStatement, statementType } from './entity-statement.ts';
import { FederationError } from './federation-error.ts';
import { own, type TypeMetadata } from './metadata-policy.ts';
import { isSignedBy, type Verification } from './trust-chain.ts';

const mostFetches = 20;

/** In ms: for one answer, and for all of them. */
const longestFetch = 5000;
const longestResolution = 10_000;

export type ErrandWorld = Verification & {
  readonly ports: Pick<Ports, 'clientKeys' | 'clock'> & { readonly federation: FederationPorts };
  readonly policy: Pick<Policy, 'clockSkew'>;
};

export type Errands = {
  /** What the entity says of itself, signed by a key that it names: an anchor's by one that the operator named. */
  configurationOf(entity: string): Promise<EntityStatement>;
  /** What the superior says of the subject, signed by a key of the superior. */
  statementAbout(subject: string, superior: EntityStatement): Promise<EntityStatement>;
  /** The text posted to the address. Throws FederationError. */
  post(url: string, asking: { readonly form: string; readonly type: string }): Promise<string>;
  /** Whether something could not be had that might be there another time. */
  readonly isIncomplete: boolean;
  /** Whether somebody was not asked, or in too little time, because too much is asked. */
  readonly wasBusy: boolean;
};

/** For one resolution; what was had once is not fetched again for it. */
export function createErrands(world: ErrandWorld): Errands {
  const { ports, policy } = world;
  const startedAt = ports.clock.now();
  const configurations = new Map<string, Promise<EntityStatement>>();
  let left = mostFetches;
  let isIncomplete = false;
  let wasBusy = false;
  let wasHeldUp = false;

  const ask = async (url: string, { form, type }: { form: string | null; type: string }): Promise<string> => {
    const within = Math.min(longestFetch, startedAt + longestResolution - ports.clock.now());
    if (left === 0 || within <= 0) {
      isIncomplete ||= within <= 0;
      throw new FederationError('invalid_trust_chain', 'it takes more than this server asks for');
    }
    left -= 1;
    const { source } = world;
    const answer = await ports.federation.documents.ask({ url, form, type, within, source });
    wasHeldUp ||= answer.isHeldUp === true;
    if (answer.kind === 'answered') return answer.text;
    wasBusy ||= answer.fault === 'busy';
    isIncomplete ||= wasBusy || answer.fault === 'unreachable';
    throw failed(answer.fault, url);
  };
  const read = (text: string): EntityStatement =>
    readStatement(text, {
      now: Math.floor(ports.clock.now() / 1000),
      ...{ policy, algorithms: ports.clientKeys.algorithms },
    });
  const fetched = async (url: string): Promise<EntityStatement> =>
    read(await ask(url, { form: null, type: `application/${statementType}` }));
  const configurationOf = async (entity: string): Promise<EntityStatement> => {
    const configuration = await fetched(configurationUrl(entity));
    const { iss, sub, keys } = configuration;
    if (iss !== entity) throw new FederationError('invalid_issuer', entity);
    if (sub !== entity) throw new FederationError('invalid_subject', entity);
    return signed(configuration, world.anchors.get(entity) ?? keys, world);
  };
  return {
    configurationOf(entity) {
      const known = configurations.get(entity);
      if (known !== undefined) return known;
      const asked = configurationOf(entity);
      configurations.set(entity, asked);
      return asked;
    },
    async statementAbout(subject, superior) {
      const statement = await fetched(fetchUrl(fetchEndpointOf(superior), subject));
      if (statement.iss !== superior.sub) throw new FederationError('invalid_issuer', superior.sub);
      if (statement.sub !== subject) throw new FederationError('invalid_subject', subject);
      return signed(statement, world.anchors.get(superior.sub) ?? superior.keys, world);
    },
    post: ask,
    get isIncomplete() {
      return isIncomplete;
    },
    get wasBusy() {
      return wasBusy || (isIncomplete && wasHeldUp);
    },
  };
}

async function signed(
  statement: EntityStatement,
  keys: EntityStatement['keys'],
  world: Verification,
): Promise<EntityStatement> {
  if (await isSignedBy(statement, keys, world)) return statement;
  throw new FederationError('invalid_trust_chain', `the signature by ${statement.iss} does not hold`);
}

/** An address in the metadata of an entity as such, where its statements are or the like; null: it names none that may be called. */
export function endpointIn(metadata: TypeMetadata, member: string): string | null {
  const found = own(metadata, member);
  // A query is kept (OpenID Federation §5.1.1); everything else is as in the name of an entity
  return typeof found === 'string' && isEntityIdentifier(found.split('?', 1)[0]) && !found.includes('#')
    ? found
    : null;
}

function fetchEndpointOf(superior: EntityStatement): string {
  const metadata = own(superior.metadata, 'federation_entity') ?? {};
  const endpoint = endpointIn(metadata, 'federation_fetch_endpoint');
  if (endpoint !== null) return endpoint;
  throw new FederationError('invalid_trust_chain', `${superior.sub} says nothing of others`);
}

const failed = (fault: FederationFault, url: string): FederationError => {
  const detail = `${url}: ${fault}`;
  if (fault === 'gone') return new FederationError('not_found', detail);
  const isPassing = fault === 'unreachable' || fault === 'busy';
  return new FederationError(isPassing ? 'temporarily_unavailable' : 'invalid_trust_chain', detail);
};

/** The object in a text that somebody posted or answered; null: it is none. */
export const objectOrNull = (value: unknown): Readonly<Record<string, unknown>> | null =>
  isJsonObject(value) ? value : null;
