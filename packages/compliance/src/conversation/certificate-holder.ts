import assert from 'node:assert/strict';
import type { Certificates, HeldCertificate } from '../setup/certificates.ts';
import type { Answer } from '../wire/answer.ts';
import { expectStatus } from '../wire/answer.ts';
import { sendShowing } from '../wire/held-certificate.ts';
import { formOf, type Parameters } from '../wire/parameters.ts';
import type { AuthorizationRequest, Conversation } from './conversation.ts';

// A client that shows a certificate, or none, where the server asks for one: RFC 8705 §5.

export const aliasesOf = ({ metadata }: Conversation): Readonly<Record<string, unknown>> =>
  Object(metadata['mtls_endpoint_aliases']);

export class CertificateHolder {
  readonly t: Conversation;
  readonly shown: HeldCertificate | null;

  constructor(t: Conversation, name: keyof Certificates | null) {
    const { certificates } = t.target;
    assert.ok(certificates, 'the target knows no certificates');
    this.t = t;
    this.shown = name === null ? null : certificates[name];
  }

  endpoint(name: string): string {
    const alias = aliasesOf(this.t)[name];
    assert.ok(typeof alias === 'string', `mtls_endpoint_aliases has no ${name}`);
    return alias;
  }

  /** Posts a form as a fixture client, which authenticates its own way. */
  async as(client: string, parameters: Parameters, more: Sent = {}): Promise<Answer> {
    const { endpoint = this.endpoint('token_endpoint'), headers = {} } = more;
    const presented = await this.t.present(client);
    return sendShowing(this.shown, endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...presented.headers, ...headers },
      body: formOf({ ...presented.parameters, ...parameters }).toString(),
    });
  }

  /** The token answer of a machine. */
  async machine(client = 'tls-subject', parameters: Parameters = {}): Promise<Answer> {
    return this.as(client, { grant_type: 'client_credentials', ...parameters });
  }

  /** The token answer of a whole approved code flow. */
  async tokens(wish: AuthorizationRequest & { readonly client: string }): Promise<Answer> {
    const answer = await this.as(wish.client, this.t.redemption(await this.t.authorize(wish)));
    expectStatus(answer, 200);
    return answer;
  }

  refresh(client: string, refresh_token: string): Promise<Answer> {
    return this.as(client, { grant_type: 'refresh_token', refresh_token });
  }

  userinfo(token: string): Promise<Answer> {
    const headers = { authorization: `Bearer ${token}` };
    return sendShowing(this.shown, this.endpoint('userinfo_endpoint'), { headers });
  }
}

interface Sent {
  readonly endpoint?: string;
  readonly headers?: Readonly<Record<string, string>>;
}
