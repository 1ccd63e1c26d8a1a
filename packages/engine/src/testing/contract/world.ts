import assert from 'node:assert/strict';
import {
  type ClientId,
  clientId,
  epoch,
  familyId,
  type Hash,
  type Instant,
  instant,
  secondOf,
  sha256,
  userId,
} from '@grantor/protocol';
import type { Account } from '../../model/account.ts';
import type { BrowserSession } from '../../model/authentication.ts';
import type { AuthorizationCode } from '../../model/authorization-code.ts';
import { noClaims } from '../../model/claims-request.ts';
import type { Client } from '../../model/client.ts';
import type { DeviceCode } from '../../model/device-code.ts';
import type { Family } from '../../model/family.ts';
import type { Resource } from '../../model/resource.ts';
import type { CommitResult, Fact, FactKind } from '../../ports/facts.ts';
import type { Store } from '../../ports/ports.ts';
import { sampleClient } from './sample-client.ts';

type Settled = void | Promise<void>;

export type ContractStore = {
  readonly store: Store;
  /** Adds or replaces, as administration and sign-in would. */
  readonly put: {
    client(client: Client): Settled;
    account(account: Account): Settled;
    /** A session that lives at least a day beyond `START`. */
    session(session: BrowserSession): Settled;
    resource(resource: Resource): Settled;
  };
  /** The back-channel logout notices queued so far. */
  notices(): Promise<readonly { clientId: ClientId; sid: string }[]>;
  close(): Promise<void>;
};

/** When everything happens unless a test says otherwise. */
export const START: Instant = instant(1_800_000_000_000);
export const later = (milliseconds: number): Instant => instant(START + milliseconds);
export const SECOND = 1000;
export const HOUR = 3_600_000;

export type Parties = {
  readonly client: Client;
  readonly account: Account;
  readonly session: BrowserSession;
};

const source = {
  address: '192.0.2.1',
  userAgent: null,
  requestId: 'r1',
  method: 'POST',
  path: '/oauth/token',
};

/** A store under test and things to put in it; every value is new. */
export class World {
  opened!: ContractStore;
  #count = 0;

  get store(): Store {
    return this.opened.store;
  }

  name(kind: string): string {
    return `${kind}-${++this.#count}`;
  }

  hash(): Hash {
    return sha256(this.name('value'));
  }

  commit(facts: readonly Fact[], at: Instant = START): Promise<CommitResult> {
    return this.store.commit({ facts, at, source });
  }

  /** Commits and insists that it was kept. */
  async keep(facts: readonly Fact[], at: Instant = START): Promise<void> {
    assert.deepEqual(await this.commit(facts, at), { ok: true });
  }

  async refuses(kind: FactKind, facts: readonly Fact[], at: Instant = START): Promise<void> {
    assert.deepEqual(await this.commit(facts, at), { ok: false, conflict: kind });
  }

  /** Commits all at once; exactly one is kept, the others lose by `kind`. Answers which. */
  async oneWins(kind: FactKind, commits: readonly (readonly Fact[])[]): Promise<number> {
    const results = await Promise.all(commits.map((facts) => this.commit(facts)));
    const kept = results.flatMap((result, index) => (result.ok ? [index] : []));
    assert.equal(kept.length, 1);
    for (const result of results) if (!result.ok) assert.equal(result.conflict, kind);
    return kept[0] ?? -1;
  }

  async client(change: Partial<Client> = {}): Promise<Client> {
    const client = { ...sampleClient, id: clientId(this.name('client')), ...change };
    await this.opened.put.client(client);
    return client;
  }

  async account(change: Partial<Account> = {}): Promise<Account> {
    const name = this.name('user');
    const claims = { email: `${name}@example.com`, address: { locality: 'Zürich' } };
    const account: Account = {
      id: userId(name),
      username: name,
      role: 'user',
      claims,
      disabledAt: null,
      tokensValidFrom: null,
      ...change,
    };
    await this.opened.put.account(account);
    return account;
  }

  async session({ id, username, role }: Account): Promise<BrowserSession> {
    const session: BrowserSession = {
      id: this.hash(),
      userId: id,
      username,
      role,
      reachableAcr: '1',
      sidSeed: this.name('seed'),
      startedAt: authentication.authTime,
      ...authentication,
    };
    await this.opened.put.session(session);
    return session;
  }

  /** A client, a person and the session the person is signed in with. */
  async parties(change: Partial<Client> = {}): Promise<Parties> {
    const account = await this.account();
    return { client: await this.client(change), account, session: await this.session(account) };
  }

  code({ client, account, session }: Parties, change: Partial<AuthorizationCode> = {}): AuthorizationCode {
    return {
      hash: this.hash(),
      clientId: client.id,
      userId: account.id,
      familyId: familyId(this.name('family')),
      redirectUri: 'https://app.example/callback',
      scope: ['openid', 'read'],
      resources: ['https://api.example/'],
      details: [sampleDetail],
      codeChallenge: 'challenge',
      dpopJkt: 'thumbprint',
      nonce: null,
      claims: {
        userinfo: { email: { essential: true, values: ['a'] } },
        idToken: {},
        toResources: { 'https://api.example/': ['email'] },
      },
      grant: null,
      authentication,
      sessionId: session.id,
      sid: this.name('sid'),
      issuedAt: START,
      expiresAt: secondOf(later(60 * SECOND)),
      redeemedAt: null,
      ...change,
    };
  }

  family({ client, account, session }: Parties, change: Partial<Family> = {}): Family {
    return {
      id: familyId(this.name('family')),
      origin: 'authorization_code',
      clientId: client.id,
      authMethod: null,
      confirmation: null,
      userId: account.id,
      scope: ['openid', 'read'],
      resources: [],
      details: [sampleDetail],
      claims: noClaims,
      grantId: null,
      authentication,
      sessionId: session.id,
      sid: this.name('sid'),
      startedAt: START,
      refreshEndsAt: secondOf(later(1000 * HOUR)),
      expiresAt: secondOf(later(100 * HOUR)),
      refresh: {
        keyHash: this.hash(),
        currentHash: this.hash(),
        rotated: [],
        expiresAt: secondOf(later(100 * HOUR)),
      },
      newest: { tokenId: this.name('token'), expiresAt: secondOf(later(HOUR)) },
      revokedAt: null,
      pausedAt: null,
      ...change,
    };
  }

  deviceCode(client: Client, change: Partial<DeviceCode> = {}): DeviceCode {
    return {
      hash: this.hash(),
      userCodeHash: this.hash(),
      clientId: client.id,
      scope: ['read'],
      resources: [],
      details: [sampleDetail],
      grant: null,
      backchannel: null,
      issuedAt: START,
      expiresAt: secondOf(later(HOUR)),
      lastPolledAt: null,
      boundSession: null,
      decision: { kind: 'pending' },
      decidedAt: null,
      ...change,
    };
  }

  /** The account, disabled. */
  disable(account: Account): Settled {
    return this.opened.put.account({ ...account, disabledAt: START });
  }
}

/** Kept as it was asked for, whatever JSON can hold. */
export const sampleDetail = {
  type: 'payment',
  amount: { value: '12.50', currency: 'EUR' },
  to: [1, null, 'é'],
};

export const authentication = { authTime: epoch(1_799_999_000), acr: 'urn:pwd', amr: ['pwd', 'otp'] };

/** As many commits as race in every race. */
export const RACERS = 20;
export const racing = <T>(make: (index: number) => T): T[] =>
  Array.from({ length: RACERS }, (_, i) => make(i));
