/** The engine's world under a test's control: fixed time, seeded randomness, fixed keys, everything observed. */

import { hash as digest } from 'node:crypto';
import { createDpopNonces, type Hash, hmacSha256, instant } from '@grantor/protocol';
import type { KnownDetailsType } from '../model/authorization-details.ts';
import type { Source } from '../ports/facts.ts';
import type { FederationPorts } from '../ports/federation.ts';
import type { Observation } from '../ports/observer.ts';
import type { Policy } from '../ports/policy.ts';
import type { Clock, Limits, Ports, Random } from '../ports/ports.ts';
import type { BackChannelRequest } from '../requests/request.ts';
import {
  exampleAccount,
  exampleClient,
  examplePolicy,
  examplePublicClient,
  exampleSession,
  testStart,
} from './examples/fixtures.ts';
import { createMemoryStore, type MemorySeed, type MemoryStore } from './ports/memory-store.ts';
import { testAddresses } from './ports/test-addresses.ts';
import { testAuthorities } from './ports/test-authorities.ts';
import { createTestClientKeys } from './ports/test-client-keys.ts';
import { createTestDocumentSource, type TestDocumentSource } from './ports/test-document-source.ts';
import { createTestKeyRing } from './ports/test-key-ring.ts';
import { createTestRequestObjects, type TestRequestObjects } from './ports/test-request-objects.ts';
import { createTestSectors, type TestSectors } from './ports/test-sectors.ts';
import { testSharedSecrets } from './ports/test-shared-secrets.ts';
import { createTestIssuerKeys, createTestSubjects, type TestSubjects } from './ports/test-trusted-issuers.ts';

export type TestClock = Clock & { advance(seconds: number): void };

/** Limits with a budget that a test sets; unlimited at first. */
export type TestLimits = Limits & {
  budget: number;
  /** Charges that were not given back, by limit and client. */
  readonly spent: string[];
};

export type Harness = {
  readonly ports: Ports;
  readonly policy: Policy;
  readonly store: MemoryStore;
  readonly clock: TestClock;
  readonly limits: TestLimits;
  readonly documents: TestDocumentSource;
  readonly requestObjects: TestRequestObjects;
  readonly sectors: TestSectors;
  readonly subjects: TestSubjects;
  readonly observations: Observation[];
};

type HarnessSeed = MemorySeed & { readonly detailsTypes?: readonly KnownDetailsType[] };

type HarnessOptions = {
  readonly seed?: HarnessSeed;
  readonly policy?: Partial<Policy>;
  readonly federation?: FederationPorts;
};

/** One administrator-made client, one public one, one account and its session, unless the seed says otherwise. */
export function createHarness(options: HarnessOptions = {}): Harness {
  const store = createMemoryStore({
    clients: [exampleClient(), examplePublicClient()],
    accounts: [exampleAccount()],
    sessions: [exampleSession()],
    ...options.seed,
  });
  const detailsTypes = options.seed?.detailsTypes ?? [];
  const clock = createTestClock();
  const limits = createTestLimits();
  const observations: Observation[] = [];
  const documents = createTestDocumentSource();
  const requestObjects = createTestRequestObjects();
  const sectors = createTestSectors();
  const subjects = createTestSubjects((id) => store.findAccount(id));
  const ports: Ports = {
    store,
    clock,
    limits,
    keys: createTestKeyRing(),
    clientKeys: createTestClientKeys(),
    issuerKeys: createTestIssuerKeys(),
    subjects,
    authorities: testAuthorities,
    sharedSecrets: testSharedSecrets,
    documents,
    requestObjects,
    sectors,
    addresses: testAddresses,
    federation: options.federation ?? null,
    detailsTypes: { list: async () => detailsTypes },
    random: createSeededRandom('seed'),
    secrets: {
      userCodeHash: (userCode): Hash => hmacSha256(Buffer.from('user codes'), userCode),
      seal: (plaintext, label) => `${label}|${plaintext}`,
      open: (sealed, label) => sealed.slice(`${label}|`.length),
      dpopNonces: createDpopNonces(Buffer.from('nonces')),
      attestationChallenges: createDpopNonces(Buffer.from('challenges')),
    },
    observer: { observe: (observation) => void observations.push(observation) },
  };
  const policy = examplePolicy(options.policy);
  return {
    ...{ ports, policy, store, clock, limits, documents },
    ...{ requestObjects, sectors, subjects, observations },
  };
}

function createTestClock(): TestClock {
  let now = testStart;
  return {
    now: () => instant(now),
    advance: (seconds) => {
      now += seconds * 1000;
    },
  };
}

/** The same values in the same order for the same seed. */
export function createSeededRandom(seed: string): Random {
  let count = 0;
  const bytes = (length: number): Buffer => {
    const blocks = Array.from({ length: Math.ceil(length / 32) }, () =>
      digest('sha256', `${seed} ${count++}`, 'buffer'),
    );
    return Buffer.concat(blocks).subarray(0, length);
  };
  return {
    token: (length) => bytes(length).toString('base64url'),
    integer: (below) => bytes(4).readUInt32BE() % below,
  };
}

function createTestLimits(): TestLimits {
  const spent: string[] = [];
  return {
    budget: Number.POSITIVE_INFINITY,
    spent,
    charge(limit, _source, clientId) {
      if (limit === 'client') return { allowed: true, refund() {} };
      if (spent.length >= this.budget) return { allowed: false, retryAfter: 3, limit: this.budget };
      const entry = `${limit} ${clientId ?? '-'}`;
      spent.push(entry);
      return { allowed: true, refund: () => void spent.splice(spent.indexOf(entry), 1) };
    },
  };
}

export const exampleSource = (change: Partial<Source> = {}): Source => ({
  address: '192.0.2.1',
  userAgent: null,
  requestId: 'request-1',
  method: 'POST',
  path: '/oauth/token',
  ...change,
});

type Fields = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A form post; fields that are `undefined` are left out. */
export function postForm(fields: Fields, change: Partial<BackChannelRequest> = {}): BackChannelRequest {
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    [value ?? []].flat().map((each): [string, string] => [name, each]),
  );
  return {
    contentType: 'application/x-www-form-urlencoded',
    contentEncoding: undefined,
    authorization: undefined,
    certificate: null,
    dpop: [],
    accept: undefined,
    query: '',
    body: Buffer.from(new URLSearchParams(pairs).toString()),
    source: exampleSource(),
    ...change,
  };
}

/** A GET, with a bearer token if one is given. */
export const getWith = (bearer: string | null, query = ''): BackChannelRequest => ({
  contentType: undefined,
  contentEncoding: undefined,
  accept: undefined,
  authorization: bearer === null ? undefined : `Bearer ${bearer}`,
  dpop: [],
  certificate: null,
  query,
  body: new Uint8Array(),
  source: exampleSource({ method: 'GET' }),
});

export const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
