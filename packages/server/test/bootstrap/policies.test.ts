import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  issuerMembers,
  readExchangeRule,
  readTrustedIssuer,
  ruleMembers,
} from '../../src/bootstrap/policy.ts';
import { parse, problems } from './reading.ts';

const issuer = {
  ...{ id: 'okta', issuer: 'https://corp.okta.example', kind: 'id-jag', algorithms: ['RS256'] },
  ...{ clients: ['web'], scopes: ['files:read'], resources: ['https://files.example'] },
  ...{ claim_rules: [{ claim: 'tenant', equals: 'corp' }], maximal_lifetime: 300 },
  ...{ email_domains: ['corp.example'], unknown_subjects: 'created' },
};
const rule = {
  ...{ id: 'gateway', client: 'gateway', subject_token: 'jwt', subject_issuer: 'https://idp.example' },
  ...{ mode: 'delegation', audiences: ['https://api.example'], scopes: ['read'] },
  ...{ may_act: 'needed', lifetime: 600 },
};

const wrongIn = (change: object): readonly string[] =>
  problems(JSON.stringify({ trusted_issuers: [{ ...issuer, ...change }] }));
const wrongInRule = (change: object): readonly string[] =>
  problems(JSON.stringify({ exchange_rules: [{ ...rule, ...change }] }));

describe('trusted issuers of a bootstrap file — operations.md K-6, advanced.md JWB-1', () => {
  it('are read and written again with every member', () => {
    const { trustedIssuers } = parse(JSON.stringify({ trusted_issuers: [issuer] }));
    const [read] = trustedIssuers;
    assert.ok(read);
    assert.deepEqual(read.keys, { kind: 'discovery' });
    assert.deepEqual(read.subjects, { emailDomains: ['corp.example'], unknown: 'created' });
    assert.deepEqual(issuerMembers(read), issuer);
    assert.deepEqual(readTrustedIssuer(issuerMembers(read), []).issuer, read);
    const bare = { id: 'a', issuer: 'https://a.example', kind: 'id-jag' };
    const [plain] = parse(JSON.stringify({ trusted_issuers: [bare] })).trustedIssuers;
    assert.equal(plain?.maximalLifetime, 3600);
    assert.equal(plain?.subjects.unknown, 'refused');
  });

  it('trust nothing that nobody said', () => {
    const at = (member: string, wrong: readonly string[]) =>
      assert.ok(
        wrong.some((each) => each.startsWith(`trusted_issuers[0].${member}`)),
        wrong.join(),
      );
    at('claim_rules', wrongIn({ kind: 'workload', claim_rules: [] }));
    at('clients', wrongIn({ kind: 'workload', clients: ['a', 'b'] }));
    at('clients', wrongIn({ kind: 'assertion', clients: undefined }));
    at('jwks', wrongIn({ jwks: { keys: [{ kty: 'oct', k: 'AAAA' }] } }));
    at('jwks', wrongIn({ jwks: { keys: [] } }));
    at('jwks_uri', wrongIn({ issuer: 'kubernetes' }));
    at('algorithms', wrongIn({ algorithms: ['HS256'] }));
    at('claim_rules', wrongIn({ claim_rules: [{ claim: 'sub', prefix: '' }] }));
    at('claim_rules', wrongIn({ claim_rules: [{ claim: 'sub' }] }));
    at('scopes', wrongIn({ scopes: ['openid'] }));
    at('email_domains', wrongIn({ email_domains: ['Corp.example'] }));
    at('id', wrongIn({ id: 'a b' }));
    at('surprise', wrongIn({ surprise: true }));
    assert.deepEqual(problems(JSON.stringify({ trusted_issuers: [issuer, issuer] })).length, 1);
  });
});

describe('exchange rules of a bootstrap file — operations.md K-6, advanced.md TEX-2', () => {
  it('are read and written again with every member', () => {
    const [read] = parse(JSON.stringify({ exchange_rules: [rule] })).exchangeRules;
    assert.ok(read);
    assert.deepEqual(ruleMembers(read), rule);
    assert.deepEqual(readExchangeRule(ruleMembers(read), []).rule, read);
  });

  it('may give an ID-JAG for one client of one other issuer, and then nothing else — advanced.md TEX-9', () => {
    const elsewhere = {
      ...{ id: 'chat', client: 'wiki', subject_token: 'id_token', mode: 'impersonation' },
      id_jag: { client_id: 'wiki-there', resources: ['https://chat.example/mcp'] },
      ...{ audiences: ['https://auth.chat.example'], scopes: ['chat:read'], lifetime: 300 },
    };
    const [read] = parse(JSON.stringify({ exchange_rules: [elsewhere] })).exchangeRules;
    assert.ok(read);
    assert.deepEqual(ruleMembers(read), elsewhere);
    for (const [member, wrong] of [
      ['subject_token', { subject_token: 'access_token' }],
      ['mode', { mode: 'delegation' }],
      ['audiences', { audiences: ['https://auth.chat.example', 'https://other.example'] }],
      ['lifetime', { lifetime: 301 }],
      ['id_jag', { id_jag: {} }],
      ['id_jag', { id_jag: { client_id: 'wiki-there', more: true } }],
    ] as const) {
      const found = problems(JSON.stringify({ exchange_rules: [{ ...elsewhere, ...wrong }] }));
      assert.ok(
        found.some((each) => each.startsWith(`exchange_rules[0].${member}`)),
        found.join(),
      );
    }
  });

  it('say whose tokens for what', () => {
    const at = (member: string, wrong: readonly string[]) =>
      assert.ok(
        wrong.some((each) => each.startsWith(`exchange_rules[0].${member}`)),
        wrong.join(),
      );
    at('audiences', wrongInRule({ audiences: [] }));
    at('scopes', wrongInRule({ scopes: [] }));
    at('scopes', wrongInRule({ scopes: ['offline_access'] }));
    at('subject_issuer', wrongInRule({ subject_issuer: undefined }));
    at('subject_issuer', wrongInRule({ subject_token: 'access_token', may_act: undefined }));
    at('may_act', wrongInRule({ subject_token: 'access_token', subject_issuer: undefined }));
    at('mode', wrongInRule({ mode: 'both' }));
    at('lifetime', wrongInRule({ lifetime: 0 }));
  });
});
