import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readForm as readType } from '../../src/admin/details-type-form.ts';
import { readCredentialConfiguration } from '../../src/bootstrap/credential-configuration.ts';
import { readDetailsType } from '../../src/bootstrap/details-type.ts';
import { readExchangeRule, readTrustedIssuer } from '../../src/bootstrap/policy.ts';
import { readResource } from '../../src/bootstrap/resource.ts';
import { faultText } from '../../src/pages/clients/faults.ts';
import { catalogues, locales, textIn } from '../../src/pages/index.ts';
import type { TextKey } from '../../src/pages/text/catalogue.ts';
import { schemaFaults } from '../../src/store/json-schema.ts';

const german = textIn('de');

/** What is told in German at the fields of a type of authorization details. */
function toldOfType(entered: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { errors } = readType(entered, null);
  return Object.fromEntries(
    Object.entries(errors).map(([name, fault]) => [name, String(faultText(fault, german))]),
  );
}

const right = {
  ...{ type: 'payment', title: 'Pay', labels: 'amount = Amount' },
  schema: '{"type":"object","properties":{"amount":{"type":"string"}},"additionalProperties":false}',
};

describe('what is wrong with a type of authorization details, at its form', () => {
  it('has words for everything that can be wrong with a schema — product.md N-1', () => {
    for (const locale of locales)
      for (const code of schemaFaults)
        assert.ok(catalogues[locale][`fault_${code}` as TextKey], `${locale} ${code}`);
  });

  it('is told at its field, in the language of the page — product.md N-1', () => {
    assert.deepEqual(toldOfType(right), {});
    assert.deepEqual(toldOfType({ ...right, schema: '{' }), { schema: 'Das ist kein JSON.' });
    const wrong = {
      ...right,
      type: 'a b',
      title: '',
      labels: 'amount = Amount\nother = Other',
      locations: 'x',
    };
    assert.deepEqual(toldOfType(wrong), {
      type: 'Verwenden Sie einfache Buchstaben, Ziffern und Zeichen ohne Leerzeichen.',
      title: 'Das darf nicht leer sein.',
      locations: 'Zeile 1: Geben Sie eine vollständige Adresse (URI) ohne Fragment (#) an.',
    });
    assert.deepEqual(toldOfType({ ...right, labels: 'amount = Amount\nother = Other' }), {
      labels: 'Zeile 2: Einen solchen Wert hat das Schema nicht.',
    });
    assert.deepEqual(toldOfType({ ...right, labels_de: 'other = Anderes' }), {
      labels_de: 'other hat oben keinen Namen.',
    });
    assert.deepEqual(toldOfType({ ...right, title_de: 'x'.repeat(600) }), {
      title_de: 'Hier passen höchstens 512 Zeichen hinein.',
    });
  });

  it('has a code for each way in which a schema can be wrong: none is told in English only — product.md N-1', () => {
    const schemas = [
      [],
      { type: 'string' },
      { type: 'object' },
      { type: 'object', additionalProperties: false, properties: 7, required: [] },
      { type: 'object', additionalProperties: false, properties: {}, required: ['x'] },
      ...[{}, 7, { enum: [] }, { const: {} }, { anyOf: [] }, { oneOf: [7] }].map(within),
      ...[
        { type: 'string', format: 'x' },
        { type: 'number', minimum: 'x' },
        { type: 'string', pattern: 'x' },
      ].map(within),
      deep(9),
    ];
    for (const schema of schemas) {
      const { problems } = readDetailsType({ type: 'a', title: 'A', schema }, []);
      assert.ok(problems.length > 0, JSON.stringify(schema));
      for (const { at, message, fault } of problems) assert.ok(fault, `${at}: ${message}`);
    }
  });
});

const within = (property: unknown) => ({
  type: 'object',
  additionalProperties: false,
  properties: { a: property },
});

const deep = (levels: number): object => within(levels === 0 ? { type: 'string' } : deep(levels - 1));

describe('what is wrong with a resource', () => {
  const resource = 'https://api.example/';
  const wrong: Readonly<Record<string, object>> = {
    'an address that is none': { resource: 'x' },
    'a name that is too long': { name: 'x'.repeat(201) },
    'a life that is no number': { access_token_lifetime: Number.NaN },
    'a life of nothing': { access_token_lifetime: 0 },
    'a life of half a second': { access_token_lifetime: 0.5 },
    'a scope that is none': { scopes: [{ name: 'a b' }] },
    'a sentence that is too long': { scopes: [{ name: 'a', description: 'x'.repeat(513) }] },
    'a language that is none': { scopes: [{ name: 'a', descriptions: { '?': 'x' } }] },
    'an effect that is none': { scopes: [{ name: 'a', effect: 'x' }] },
    'a member that nobody knows': { scopes: [{ name: 'a', odd: 1 }] },
    'a scope twice': { scopes: [{ name: 'a' }, { name: 'a' }] },
    'an unknown scope': { scopes: [{ name: 'a', implies: ['b'] }] },
    'a restricted scope': {
      scopes: [
        { name: 'a', implies: ['b'] },
        { name: 'b', restricted: true },
      ],
    },
    'a circle': {
      scopes: [
        { name: 'a', implies: ['b'] },
        { name: 'b', implies: ['a'] },
      ],
    },
  };
  for (const [what, members] of Object.entries(wrong)) {
    it(`has a code for ${what}: none is told in English only — product.md N-1`, () => {
      const { problems } = readResource({ resource, ...members }, []);
      assert.ok(problems.length > 0);
      for (const { at, message, fault } of problems) assert.ok(fault, `${at}: ${message}`);
    });
  }
});

const strange = [
  ...[undefined, 7, 0.5, -1, 1e12, '', 'x y\u0007', 'x y"', 'x'.repeat(5000), true, null, {}, { odd: 1 }],
  ...[
    [],
    [7],
    [''],
    ['\u0007'],
    ['x y"'],
    [{}],
    [{ odd: 1 }],
    { keys: [] },
    { keys: [{}] },
    new Array(300).fill('a'),
  ],
  ...[{ en: 7 }, { '?': 'x' }, [{ claim: 'a', equals: 'b', prefix: 'c' }]],
  ...[
    [{ path: 7 }],
    [{ path: [] }],
    [{ path: ['_sd', 'a', 'b', 'c', 'd'] }],
    [{ path: ['a'], constant: {} }],
  ],
  [{ path: ['iss'], user_claim: 'odd', constant: 1, sd: 'x', label: 7, labels: [] }, { path: ['iss', 'a'] }],
];

const issuer = { id: 'a', issuer: 'https://a.example', kind: 'id-jag' };
const rule = {
  ...{ id: 'a', client: 'a', subject_token: 'access_token', mode: 'impersonation' },
  ...{ audiences: ['https://a.example'], scopes: ['a'] },
};
const pass = { id: 'a', name: 'A', claims: [{ path: ['given_name'] }] };
const jag = { id_jag: { client_id: 'a' } };

const declarations = [
  {
    what: 'a trusted issuer',
    right: issuer,
    read: (value: object) => readTrustedIssuer(value, []).problems,
    members: [
      ...['id', 'issuer', 'kind', 'jwks', 'jwks_uri', 'algorithms', 'clients', 'scopes', 'resources'],
      ...['claim_rules', 'maximal_lifetime', 'email_domains', 'unknown_subjects', 'odd'],
    ],
    more: [
      ...[{ kind: 'workload' }, { kind: 'assertion' }, { issuer: 'x' }, { scopes: ['openid'] }],
      { jwks: { keys: [{ kty: 'oct', k: 'AA' }] }, jwks_uri: 'https://a.example/keys' },
    ],
  },
  {
    what: 'an exchange rule',
    right: rule,
    read: (value: object) => readExchangeRule(value, []).problems,
    members: [
      ...['id', 'client', 'subject_token', 'subject_issuer', 'mode', 'audiences', 'scopes', 'may_act'],
      ...['id_jag', 'lifetime', 'odd'],
    ],
    more: [
      ...[{ subject_token: 'jwt' }, { subject_issuer: 'https://b.example' }, { may_act: 'needed' }],
      { ...jag, mode: 'delegation', audiences: ['https://a.example', 'https://b.example'], lifetime: 301 },
    ],
  },
  {
    what: 'a credential configuration',
    right: pass,
    read: (value: object) => readCredentialConfiguration(value, []).problems,
    members: [
      ...['id', 'vct', 'scope', 'name', 'names', 'description', 'background_color', 'claims', 'lifetime'],
      ...['signing_alg', 'binding', 'proof_algs', 'batch_size', 'approval', 'odd'],
    ],
    more: [{ scope: 'openid' }],
  },
];

describe('what is wrong with a declaration', () => {
  for (const { what, right, read, members, more } of declarations) {
    it(`has a code for each way in which ${what} can be wrong: none is told in English only — product.md N-1`, () => {
      assert.deepEqual(read(right), []);
      const wrong = members.flatMap((member) => strange.map((value) => ({ [member]: value })));
      const seen = new Set<string>();
      for (const members of [...wrong, ...more]) {
        for (const { at, message, fault } of read({ ...right, ...members })) {
          assert.ok(fault, `${at}: ${message}`);
          seen.add(at.replace(/[[.].*/, ''));
        }
      }
      for (const change of more)
        assert.notDeepEqual(read({ ...right, ...change }), [], JSON.stringify(change));
      assert.deepEqual([...seen].toSorted(), members.toSorted());
    });
  }
});
