import { DatabaseSync } from 'node:sqlite';
import { type Epoch, epoch, Secret } from '@grantor/protocol';
import { type Access, createAccess } from '../../src/access/access.ts';
import type { IssuerOptions } from '../../src/issuer/issuer-options.ts';
import { createUserResolution, type UserResolutionOptions } from '../../src/users/resolve.ts';
import { sqliteUsers } from '../../src/users/sqlite.ts';

export const issuerOne: IssuerOptions = {
  issuer: 'https://one.example/',
  audience: { kind: 'resource' },
  jwksUri: null,
  algorithms: ['ES256'],
  tokenType: 'any',
  userClaim: 'sub',
  trustEmail: 'if_verified',
  introspect: null,
  introspection: null,
};

export const issuerTwo: IssuerOptions = { ...issuerOne, issuer: 'https://two.example' };

export type Claims = Readonly<Record<string, unknown>>;

let serial = 0;

/** The access of a token with these claims; every one is a token of its own unless `token` says otherwise. */
export function accessOf(claims: Claims, token = `token-${serial++}`): Access {
  const facts = {
    issuer: null,
    subject: typeof claims['sub'] === 'string' ? claims['sub'] : null,
    clientId: null,
    scopes: [],
    audience: [],
    expiresAt: epoch(9999),
    issuedAt: null,
    tokenId: null,
    acr: null,
    authTime: null,
    claims,
    scheme: 'Bearer',
    user: null,
    token: Secret.of(token),
  } as const;
  const refuse = (): never => {
    throw new Error('nothing is judged here');
  };
  return createAccess(facts, { now: epoch(1000), refuse });
}

/** A user resolution over a real store, with a clock that the test moves. */
export async function resolutionWorld(options: Partial<UserResolutionOptions> = {}) {
  const database = new DatabaseSync(':memory:');
  const store = sqliteUsers(database);
  await store.migrate();
  let now = 1000;
  const clock = (): Epoch => epoch(now);
  const resolve = createUserResolution({
    store,
    autoProvision: 'off',
    unknownUsers: 'allow',
    userinfo: null,
    clock,
    ...options,
  });
  return {
    database,
    store,
    clock,
    resolve,
    wait: (seconds: number) => {
      now += seconds;
    },
    insert: (id: string, email: string | null = null) =>
      database.prepare('insert into users (id, email) values (?, ?)').run(id, email),
    block: (id: string) => database.prepare(`update users set disabled_at = '1' where id = ?`).run(id),
    rows: () =>
      database.prepare('select id, email, oauth_issuer, oauth_subject from users order by id').all(),
  };
}
