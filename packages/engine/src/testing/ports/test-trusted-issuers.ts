/** Issuers of assertions, with one key for all of them, and the people they vouch for. */

import { createPublicKey, verify } from 'node:crypto';
import { clientId, type UserId, userId } from '@grantor/protocol';
import type { Account } from '../../model/account.ts';
import type { ExchangeRule } from '../../model/exchange-rule.ts';
import type { TrustedIssuer } from '../../model/trusted-issuer.ts';
import type { ForeignSubject, ForeignSubjects, IssuerKeys } from '../../ports/foreign.ts';
import { testClientJwk } from './test-client-keys.ts';

export const foreignIssuer = 'https://idp.example';

export const idJagHeader = { typ: 'oauth-id-jag+jwt' } as const;

/** Vouches for people to the client `web`, with `testClientJwk`. */
export const exampleIssuer = (change: Partial<TrustedIssuer> = {}): TrustedIssuer => ({
  id: 'idp',
  issuer: foreignIssuer,
  kind: 'assertion',
  keys: { kind: 'inline', keys: [testClientJwk] },
  algorithms: [],
  clients: [clientId('web')],
  scopes: ['read', 'write'],
  resources: null,
  claimRules: [],
  maximalLifetime: 3600,
  subjects: { emailDomains: [], unknown: 'refused' },
  ...change,
});

/** Lets `web` act as whoever gave an access token, at the example resource. */
export const exampleRule = (change: Partial<ExchangeRule> = {}): ExchangeRule => ({
  id: 'rule',
  client: clientId('web'),
  subject: 'access_token',
  subjectIssuer: null,
  mode: 'impersonation',
  idJag: null,
  audiences: ['https://api.example'],
  scopes: ['read', 'write'],
  mayAct: 'not_needed',
  lifetime: null,
  ...change,
});

/** EdDSA by inline keys; keys anywhere else never answer. */
export const createTestIssuerKeys = (): IssuerKeys => ({
  async verify({ header, signingInput, signature }, { keys }) {
    if (keys.kind !== 'inline') return 'unavailable';
    const key = keys.keys.find(({ kid }) => kid === header.kid);
    if (key === undefined || header.alg !== 'EdDSA') return 'refused';
    const held = createPublicKey({ key: { ...key }, format: 'jwk' });
    return verify(null, Buffer.from(signingInput), held, signature) ? 'verified' : 'refused';
  },
});

/** Those who are linked, by issuer and subject; everything that was asked. */
export type TestSubjects = ForeignSubjects & {
  readonly links: Map<string, UserId>;
  readonly asked: ForeignSubject[];
};

export function createTestSubjects(find: (id: UserId) => Promise<Account | null>): TestSubjects {
  const links = new Map<string, UserId>([[`${foreignIssuer} ada-there`, userId('user-1')]]);
  const asked: ForeignSubject[] = [];
  return {
    links,
    asked,
    async resolve(subject) {
      asked.push(subject);
      const id = links.get(`${subject.issuer} ${subject.subject}`);
      return id === undefined ? null : find(id);
    },
    async recognise(subject) {
      const id = links.get(`${subject.issuer} ${subject.subject}`);
      return id === undefined ? { kind: 'nobody' } : { kind: 'linked', person: await find(id) };
    },
  };
}
