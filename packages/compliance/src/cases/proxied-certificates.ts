import assert from 'node:assert/strict';
import { CertificateHolder } from '../conversation/certificate-holder.ts';
import type { Conversation } from '../conversation/conversation.ts';
import type { Case } from '../run/case.ts';
import type { Certificates } from '../setup/certificates.ts';
import { type Answer, expectError, expectStatus, stringOf } from '../wire/answer.ts';
import { thumbprintOf } from '../wire/held-certificate.ts';

// Certificates that a proxy tells of: RFC 9440 and advanced.md MTL-2.

const proxied = {
  needs: ['mutual_tls', 'certificate_header'],
  variant: 'proxied',
} as const satisfies Partial<Case>;

const certificateOf = (t: Conversation, name: keyof Certificates) =>
  (t.target.certificates ?? assert.fail('the target knows no certificates'))[name];

/** As a proxy writes it (RFC 9440 §2.2). */
const told = (t: Conversation, name: keyof Certificates): Readonly<Record<string, string>> => ({
  'client-cert': `:${certificateOf(t, name).der.toString('base64')}:`,
});

async function ask(
  t: Conversation,
  client: string,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  const { parameters } = await t.present(client);
  return t.post('token_endpoint', { ...parameters, grant_type: 'client_credentials' }, headers);
}

export const proxiedCertificateCases: readonly Case[] = [
  {
    ...proxied,
    name: 'a client is known by the certificate that a trusted proxy tells of, and its token is bound to it',
    requirements: ['advanced.md MTL-2', 'advanced.md MTL-5'],
    async run(t) {
      const answer = await ask(t, 'tls-subject', told(t, 'registered'));
      expectStatus(answer, 200);
      const introspected = await t.as('machine', 'introspection_endpoint', {
        token: stringOf(answer, 'access_token'),
      });
      const { cnf = { 'x5t#S256': thumbprintOf(certificateOf(t, 'registered')) } } = introspected.json;
      assert.deepEqual(cnf, { 'x5t#S256': thumbprintOf(certificateOf(t, 'registered')) });
    },
  },
  {
    ...proxied,
    name: 'a proxy tells of a certificate that is another client’s, or of none',
    requirements: ['advanced.md MTL-2', 'advanced.md MTL-3'],
    async run(t) {
      expectError(await ask(t, 'tls-subject', told(t, 'stranger')), 401, 'invalid_client');
      expectError(await ask(t, 'tls-subject', {}), 401, 'invalid_client');
    },
  },
  {
    name: 'what a client says of its certificate in a header is nothing',
    requirements: ['advanced.md MTL-2', 'security.md P-2'],
    needs: ['mutual_tls', 'certificate_header'],
    variant: 'secure',
    async run(t) {
      const holder = new CertificateHolder(t, null);
      const fields = { grant_type: 'client_credentials' };
      const headers = told(t, 'registered');
      expectError(await holder.as('tls-subject', fields, { headers }), 401, 'invalid_client');
      expectError(await ask(t, 'tls-subject', headers), 401, 'invalid_client');
    },
  },
];
