import assert from 'node:assert/strict';
import { aliasesOf, CertificateHolder } from '../conversation/certificate-holder.ts';
import { KeyHolder } from '../conversation/key-holder.ts';
import type { Case } from '../run/case.ts';
import type { Certificates } from '../setup/certificates.ts';
import { type Answer, expectError, expectErrorOneOf, expectStatus, stringOf } from '../wire/answer.ts';
import { thumbprintOf } from '../wire/held-certificate.ts';

// RFC 8705 and advanced.md §7: clients that show certificates, and tokens bound to them.

const secure = { needs: ['mutual_tls'], variant: 'secure' } as const satisfies Partial<Case>;

const ALIASES: readonly string[] = [
  ...['token', 'pushed_authorization_request', 'introspection', 'revocation'],
  ...['device_authorization', 'backchannel_authentication', 'userinfo'],
];

const metadata: Case = {
  ...secure,
  name: 'metadata names other addresses for those who show certificates',
  requirements: [
    'RFC 8705 §3.3',
    'RFC 8705 §5',
    'advanced.md MTL-1',
    'advanced.md MTL-8',
    'advanced.md CAU-14',
  ],
  async run(t) {
    assert.equal(t.metadata['tls_client_certificate_bound_access_tokens'], true);
    const aliases = aliasesOf(t);
    for (const name of ALIASES) {
      const alias = new URL(String(aliases[`${name}_endpoint`]));
      assert.equal(alias.protocol, 'https:');
      assert.notEqual(alias.origin, new URL(t.issuer).origin);
    }
    const methods = [t.metadata['token_endpoint_auth_methods_supported']].flat();
    for (const method of ['tls_client_auth', 'self_signed_tls_client_auth'])
      assert.ok(methods.includes(method));
  },
};

type Shown = keyof Certificates | null;

const authentication = (
  [
    ['tls-subject', 'with the registered subject', 'registered', 'RFC 8705 §2.1', 'advanced.md MTL-3'],
    ['tls-published', 'that the client publishes', 'published', 'RFC 8705 §2.2', 'advanced.md MTL-4'],
  ] as const
).map(
  ([client, what, shown, section, rule]): Case => ({
    ...secure,
    name: `a client is known by the certificate ${what}`,
    requirements: [section, rule],
    async run(t) {
      expectStatus(await new CertificateHolder(t, shown).machine(client), 200);
    },
  }),
);

const refusals: readonly (readonly [client: string, what: string, Shown])[] = [
  ['tls-subject', 'with another subject', 'stranger'],
  ['tls-subject', 'with the subject that nobody else signed', 'forged'],
  ['tls-subject', 'that it does not show', null],
  ['tls-published', 'of an authority in the place of what it publishes', 'registered'],
  ['tls-published', 'of the same kind that it does not publish', 'forged'],
  ['tls-published', 'that it publishes and does not show', null],
];

const refused = refusals.map(
  ([client, what, shown]): Case => ({
    ...secure,
    name: `a client is not known by a certificate ${what}`,
    requirements:
      client === 'tls-subject'
        ? ['RFC 8705 §2.1', 'advanced.md MTL-3']
        : ['RFC 8705 §2.2', 'advanced.md MTL-4'],
    async run(t) {
      expectError(await new CertificateHolder(t, shown).machine(client), 401, 'invalid_client');
    },
  }),
);

const listeners: readonly Case[] = [
  {
    ...secure,
    name: 'a certificate counts for nothing where none is asked for',
    requirements: ['RFC 8705 §5', 'advanced.md MTL-1'],
    async run(t) {
      const endpoint = t.endpoint('token_endpoint');
      const fields = { grant_type: 'client_credentials' };
      const answer = await new CertificateHolder(t, 'registered').as('tls-subject', fields, { endpoint });
      expectError(answer, 401, 'invalid_client');
    },
  },
  {
    ...secure,
    name: 'a client with a secret needs no certificate where one is asked for',
    requirements: ['RFC 8705 §5', 'advanced.md CAU-1', 'advanced.md MTL-1'],
    async run(t) {
      for (const shown of ['stranger', null] as const) {
        expectStatus(await new CertificateHolder(t, shown).machine('machine'), 200);
      }
    },
  },
];

const bindings: readonly Case[] = [
  {
    ...secure,
    name: 'a bound token names the certificate, and introspection does',
    requirements: ['RFC 8705 §3', 'RFC 8705 §3.1', 'advanced.md MTL-5', 'advanced.md MTL-6'],
    needs: ['mutual_tls', 'introspection'],
    async run(t) {
      const holder = new CertificateHolder(t, 'registered');
      const answer = await holder.machine();
      assert.equal(stringOf(answer, 'token_type').toLowerCase(), 'bearer');
      const endpoint = holder.endpoint('introspection_endpoint');
      const seen = await holder.as('tls-subject', { token: stringOf(answer, 'access_token') }, { endpoint });
      expectStatus(seen, 200);
      assert.ok(holder.shown);
      assert.deepEqual(
        [seen.json['active'], seen.json['cnf']],
        [true, { 'x5t#S256': thumbprintOf(holder.shown) }],
      );
    },
  },
  {
    ...secure,
    name: 'a client of certificate-bound tokens gets none without a certificate',
    requirements: ['RFC 8705 §3.4', 'advanced.md MTL-5'],
    async run(t) {
      const code = await t.authorize({ client: 'tls-secret' });
      const answer = await new CertificateHolder(t, null).as('tls-secret', t.redemption(code));
      expectErrorOneOf(answer, 400, ['invalid_request', 'invalid_grant']);
    },
  },
  {
    ...secure,
    name: 'a proof binds a token to its key in the place of the certificate',
    requirements: ['RFC 9449 §5', 'advanced.md MTL-5'],
    needs: ['mutual_tls', 'dpop', 'introspection'],
    async run(t) {
      const certificates = new CertificateHolder(t, 'registered');
      const keys = await KeyHolder.create(t);
      const dpop = await keys.proofAt(certificates.endpoint('token_endpoint'));
      const fields = { grant_type: 'client_credentials' };
      const answer = await certificates.as('tls-subject', fields, { headers: { dpop } });
      expectStatus(answer, 200);
      const endpoint = certificates.endpoint('introspection_endpoint');
      const token = { token: stringOf(answer, 'access_token') };
      const seen = await certificates.as('tls-subject', token, { endpoint });
      assert.deepEqual(seen.json['cnf'], { jkt: keys.jkt });
    },
    differs: {
      reference: { reason: 'it takes one of the two alone', seen: /400 invalid_request multiple proof/ },
    },
  },
  {
    ...secure,
    name: 'userinfo opens to the certificate of the token alone',
    requirements: ['RFC 8705 §3', 'advanced.md MTL-6'],
    async run(t) {
      const holder = new CertificateHolder(t, 'registered');
      const token = stringOf(await holder.tokens({ client: 'tls-secret' }), 'access_token');
      expectStatus(await holder.userinfo(token), 200);
      for (const shown of ['stranger', null] as const) {
        const answer = await new CertificateHolder(t, shown).userinfo(token);
        expectStatus(answer, 401);
        assert.match(answer.headers.get('www-authenticate') ?? '', /error="invalid_token"/);
      }
    },
  },
];

const bindingOf = async (holder: CertificateHolder, client: string, answer: Answer): Promise<unknown> => {
  const endpoint = holder.endpoint('introspection_endpoint');
  const seen = await holder.as(client, { token: stringOf(answer, 'access_token') }, { endpoint });
  return seen.json['cnf'];
};

const refreshes: readonly Case[] = [
  {
    ...secure,
    name: 'a refresh token of a confidential client gives a token bound to the certificate that is shown now',
    requirements: ['RFC 8705 §3', 'advanced.md MTL-7'],
    needs: ['mutual_tls', 'refresh', 'introspection'],
    async run(t) {
      const before = await new CertificateHolder(t, 'registered').tokens({ client: 'tls-secret' });
      const now = new CertificateHolder(t, 'stranger');
      const answer = await now.refresh('tls-secret', stringOf(before, 'refresh_token'));
      expectStatus(answer, 200);
      assert.ok(now.shown);
      assert.deepEqual(await bindingOf(now, 'tls-secret', answer), {
        'x5t#S256': thumbprintOf(now.shown),
      });
    },
  },
  {
    ...secure,
    name: 'a refresh token of a public client is bound to its certificate',
    requirements: ['RFC 8705 §4', 'advanced.md MTL-7'],
    needs: ['mutual_tls', 'refresh'],
    async run(t) {
      const holder = new CertificateHolder(t, 'registered');
      const first = await holder.tokens({ client: 'tls-public' });
      const token = stringOf(first, 'refresh_token');
      const stolen = await new CertificateHolder(t, 'stranger').refresh('tls-public', token);
      expectError(stolen, 400, 'invalid_grant');
      expectStatus(await holder.refresh('tls-public', token), 200);
    },
  },
];

export const clientCertificateCases: readonly Case[] = [
  ...[metadata, ...authentication, ...refused],
  ...[...listeners, ...bindings, ...refreshes],
];
