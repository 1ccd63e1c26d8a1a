/** A federation in memory: entities with keys, what they publish, and everybody who asks for it. */

import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { PublicJwk } from '@grantor/protocol';
import type { FederationAnswer, FederationKeys, FederationPorts } from '../ports/federation.ts';
import type { FederationPolicy } from '../ports/policy.ts';
import { testStart } from './examples/fixtures.ts';
import { ed25519TestKey } from './ports/test-keys.ts';

type Members = Readonly<Record<string, unknown>>;

/** An entity that signs as it likes. */
export type TestEntity = {
  readonly id: string;
  readonly jwk: PublicJwk;
  /** Members that are undefined are left out. */
  sign(claims: Members, header?: Members): string;
};

export function createTestEntity(id: string): TestEntity {
  const { privateKey } = generateKeyPairSync('ed25519');
  return entityOf(id, privateKey);
}

function entityOf(id: string, privateKey: KeyObject): TestEntity {
  const kid = `key of ${id}`;
  const jwk = { ...createPublicKey(privateKey).export({ format: 'jwk' }), kid };
  return {
    ...{ id, jwk },
    sign(claims, header = {}) {
      const input = `${encode({ alg: 'EdDSA', kid, typ: 'entity-statement+jwt', ...header })}.${encode(claims)}`;
      return `${input}.${sign(null, Buffer.from(input), privateKey).toString('base64url')}`;
    },
  };
}

const encode = (value: Members): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const now = testStart / 1000;
const day = 86_400;

/** What the entity says of itself. */
export const configurationOf = (entity: TestEntity, claims: Members = {}): string =>
  entity.sign({
    ...{ iss: entity.id, sub: entity.id, iat: now, exp: now + day, jwks: { keys: [entity.jwk] } },
    ...claims,
  });

/** What a superior says of an entity. */
export const statementAbout = (superior: TestEntity, entity: TestEntity, claims: Members = {}): string =>
  superior.sign({
    ...{ iss: superior.id, sub: entity.id, iat: now, exp: now + day, jwks: { keys: [entity.jwk] } },
    ...claims,
  });

export const clientMetadata: Members = {
  client_name: 'Member',
  redirect_uris: ['https://rp.example/callback'],
  response_types: ['code'],
  grant_types: ['authorization_code', 'refresh_token'],
  client_registration_types: ['automatic', 'explicit'],
};

type Page = (form: string | null) => FederationAnswer | Promise<FederationAnswer>;

/** What is published where, and every address that was asked, in order. */
export type TestWeb = {
  readonly pages: Map<string, Page>;
  readonly asked: string[];
  /** How long each was waited for, in ms. */
  readonly waits: number[];
  readonly ports: FederationPorts;
  put(url: string, text: string): void;
  configuration(entity: TestEntity, claims?: Members): void;
  /** The word of a superior, at its fetch endpoint. */
  statement(superior: TestEntity, entity: TestEntity, claims?: Members): void;
};

export const fetchEndpoint = (entity: TestEntity): string => `${entity.id}/fetch`;

/** The metadata of an entity that speaks of others. */
export const superiorMetadata = (entity: TestEntity, more: Members = {}): Members => ({
  federation_entity: { federation_fetch_endpoint: fetchEndpoint(entity), ...more },
});

export function createTestWeb(): TestWeb {
  const pages = new Map<string, Page>();
  const asked: string[] = [];
  const waits: number[] = [];
  const put = (url: string, text: string): void => void pages.set(url, () => ({ kind: 'answered', text }));
  const ask: FederationPorts['documents']['ask'] = async ({ url, form, within }) => {
    asked.push(url);
    waits.push(within);
    return pages.get(url)?.(form) ?? { kind: 'failed', fault: 'gone' };
  };
  return {
    ...{ pages, asked, waits, put },
    ports: { documents: { ask }, keys: testFederationKeys },
    configuration: (entity, claims) =>
      put(`${entity.id}/.well-known/openid-federation`, configurationOf(entity, claims)),
    statement: (superior, entity, claims) =>
      put(
        `${fetchEndpoint(superior)}?sub=${encodeURIComponent(entity.id)}`,
        statementAbout(superior, entity, claims),
      ),
  };
}

const own = entityOf('the server', createPrivateKey({ key: { ...ed25519TestKey }, format: 'jwk' }));

/** One key, and one of before. */
export const testFederationKeys: FederationKeys = {
  sign: async ({ typ, claims }) => own.sign(claims, { typ }),
  published: () => [own.jwk],
  historical: () => [{ jwk: { ...own.jwk, kid: 'old' }, issuedAt: 1, expiredAt: 2, revokedAt: null }],
};

export type TestFederation = {
  readonly anchor: TestEntity;
  readonly middle: TestEntity;
  readonly client: TestEntity;
  readonly web: TestWeb;
  readonly policy: FederationPolicy;
};

/** The client is below the one in the middle, and that below the anchor; everything is published. */
export function createTestFederation(metadata: Members = {}): TestFederation {
  const anchor = createTestEntity('https://anchor.example');
  const middle = createTestEntity('https://middle.example');
  const client = createTestEntity('https://rp.example');
  const web = createTestWeb();
  web.configuration(anchor, { metadata: superiorMetadata(anchor) });
  web.configuration(middle, { authority_hints: [anchor.id], metadata: superiorMetadata(middle) });
  web.statement(anchor, middle);
  web.statement(middle, client);
  web.configuration(client, clientClaims({ client, middle }, metadata));
  return { anchor, middle, client, web, policy: policyFor(anchor) };
}

/** What the client says of itself. */
export const clientClaims = (
  { client, middle }: Pick<TestFederation, 'client' | 'middle'>,
  metadata: Members = {},
): Members => ({
  authority_hints: [middle.id],
  metadata: {
    federation_entity: { organization_name: 'Organisation' },
    openid_relying_party: { ...clientMetadata, jwks: { keys: [client.jwk] }, ...metadata },
  },
});

export const policyFor = (anchor: TestEntity, change: Partial<FederationPolicy> = {}): FederationPolicy => ({
  trustAnchors: new Map([[anchor.id, [anchor.jwk]]]),
  authorityHints: [anchor.id],
  ...{ trustMarks: [], requiredTrustMarks: [], organizationName: 'Ours', contacts: [] },
  ...change,
});
