/** Declarations of policies in fields, and back (product.md §12.3 /admin/policies, /admin/credentials). */

import { strict as assert } from 'node:assert';
import { describe, it } from 'node:test';
import { Params } from '@grantor/protocol';
import { enteredOf, faultsByField, membersIn } from '../../src/admin/policy-values.ts';
import {
  credentialMembers,
  readCredentialConfiguration,
} from '../../src/bootstrap/credential-configuration.ts';
import {
  issuerMembers,
  readExchangeRule,
  readTrustedIssuer,
  ruleMembers,
} from '../../src/bootstrap/policy.ts';
import type { RecordKind } from '../../src/pages/index.ts';

const key = { kty: 'EC', crv: 'P-256', kid: 'one', x: 'W', y: 'Z' };

const issuer = {
  ...{ id: 'ci', issuer: 'https://ci.example', kind: 'workload', clients: ['deploy'] },
  ...{ jwks_uri: 'https://ci.example/keys', algorithms: ['ES256', 'RS256'], scopes: ['a:read', 'b'] },
  claim_rules: [
    { claim: 'repository', equals: 'acme/notes = "x"' },
    { claim: 'ref', prefix: 'refs/heads/' },
  ],
  ...{ resources: ['https://api.example/v1'], maximal_lifetime: 120, email_domains: ['a.example'] },
  unknown_subjects: 'created',
};
const rule = {
  ...{ id: 'r', client: 'gateway', subject_token: 'id_token', mode: 'impersonation' },
  ...{ audiences: ['https://other.example'], scopes: ['chat'], lifetime: 60 },
  id_jag: { client_id: 'there', resources: ['https://chat.example', 'https://mail.example'] },
};
const card = {
  ...{ id: 'card', name: 'House card', description: 'Opens it', scope: 'card', background_color: '#0f766e' },
  claims: [
    { path: ['given_name'], user_claim: 'given_name', sd: 'always', label: 'First name' },
    { path: ['employer', 'name'], constant: 'Northwind', sd: 'never' },
  ],
  ...{ lifetime: 86_400, signing_alg: 'EdDSA', binding: 'none', proof_algs: ['ES256'], batch_size: 2 },
  approval: 'needed',
};

/** What a browser sends of these fields. */
const sent = (entered: Readonly<Record<string, string>>): Params =>
  Params.of(Object.entries(entered).map(([name, value]) => [name, value.replaceAll('\n', '\r\n')] as const));

const members = (kind: RecordKind, declared: object): object => {
  if (kind === 'trusted_issuer') return issuerMembers(read(readTrustedIssuer(declared, []).issuer));
  if (kind === 'exchange_rule') return ruleMembers(read(readExchangeRule(declared, []).rule));
  return credentialMembers(read(readCredentialConfiguration(declared, []).configuration));
};

const read = <Value>(value: Value | null): Value => value ?? assert.fail('it is declared right');

describe('a declaration in fields — product.md §12.3 /admin/policies', () => {
  for (const [kind, declared] of [
    ['trusted_issuer', issuer],
    ['exchange_rule', rule],
    ['credential_configuration', card],
  ] as const) {
    it(`comes back as it was: ${kind}`, () => {
      const whole = members(kind, declared);
      const entered = enteredOf(kind, whole) ?? assert.fail('fields can hold it');
      assert.deepEqual(membersIn(kind, sent(entered)), JSON.parse(JSON.stringify(whole)));
    });
  }

  it('stays one text where fields would lose something of it', () => {
    const lossy: readonly (readonly [RecordKind, object])[] = [
      ['trusted_issuer', { ...issuer, clients: ['deploy'], scopes: [] }],
      ['credential_configuration', { ...card, names: { de: 'Hausausweis' } }],
      ['credential_configuration', { ...card, claims: [{ path: ['age'], constant: 7 }] }],
      ['credential_configuration', { ...card, claims: [{ path: ['a.b'], constant: 'x' }] }],
    ];
    for (const [kind, declared] of lossy)
      assert.equal(enteredOf(kind, members(kind, declared)), null, JSON.stringify(declared));
    assert.notEqual(
      enteredOf('trusted_issuer', {
        ...issuerMembers(read(readTrustedIssuer(issuer, []).issuer)),
        jwks: { keys: [key] },
      }),
      null,
    );
  });

  it('tells a list that has to have something that it is empty', () => {
    const form = sent({ id: 'r', client: 'gateway', subject_token: 'access_token', mode: 'delegation' });
    const { problems } = readExchangeRule(membersIn('exchange_rule', form), []);
    const faults = faultsByField('exchange_rule', problems);
    assert.deepEqual(
      Object.entries(faults).map(([name, { code }]) => [name, code]),
      [
        ['audiences', 'empty'],
        ['scopes', 'empty'],
      ],
    );
  });

  it('leaves out rows that are empty, and tells faults where they were entered', () => {
    const form = sent({
      ...{ id: 'card', name: 'Card', lifetime: 'long', 'claims[0].path': '', 'claims[1].path': 'iss' },
      ...{ 'claims[1].user_claim': 'name', 'claims[2].path': 'nickname' },
    });
    const declared = membersIn('credential_configuration', form);
    const { problems } = readCredentialConfiguration(declared, []);
    const faults = faultsByField('credential_configuration', problems);
    assert.deepEqual(Object.keys(faults), ['lifetime']);
    const right = { ...declared, lifetime: 86_400 };
    const told = faultsByField('credential_configuration', readCredentialConfiguration(right, []).problems);
    assert.deepEqual(Object.keys(told), ['claims[0].path']);
    const rules = membersIn(
      'trusted_issuer',
      sent({
        ...{ id: 'x', issuer: 'https://x.example', kind: 'workload' },
        clients: 'a',
        claim_rules: 'a = b\nwhatever',
      }),
    );
    const [[name, fault] = assert.fail('one is wrong')] = Object.entries(
      faultsByField('trusted_issuer', readTrustedIssuer(rules, []).problems),
    );
    assert.equal(name, 'claim_rules');
    assert.equal('line' in fault ? fault.line : null, 2);
  });
});
