import type { FixtureClient } from '../setup/fixture.ts';
import { fixtureKey } from '../setup/keys.ts';
import { presentAssertion, sharedKey } from './client-assertion.ts';
import type { Parameters } from './parameters.ts';

// How a client proves itself at an endpoint: RFC 6749 §2.3.1.

export interface Presented {
  readonly headers: Readonly<Record<string, string>>;
  readonly parameters: Parameters;
}

function formEncode(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}

/** An Authorization header value with both halves form-encoded. */
export function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${formEncode(user)}:${formEncode(password)}`).toString('base64')}`;
}

/** The client's own way of authenticating, with its right secret or key; what it signs is for the issuer. */
export async function present(client: FixtureClient, issuer: string): Promise<Presented> {
  const { client_id, client_secret = '' } = client;
  switch (client.token_endpoint_auth_method) {
    case 'none':
    case 'tls_client_auth':
    case 'self_signed_tls_client_auth':
      return { headers: {}, parameters: { client_id } };
    case 'client_secret_post':
      return { headers: {}, parameters: { client_id, client_secret } };
    case 'client_secret_basic':
      return { headers: { authorization: basic(client_id, client_secret) }, parameters: {} };
    case 'client_secret_jwt': {
      const wish = { clientId: client_id, audience: issuer };
      return { headers: {}, parameters: await presentAssertion(sharedKey(client_secret), wish) };
    }
    case 'private_key_jwt': {
      const assertion = await presentAssertion(fixtureKey, { clientId: client_id, audience: issuer });
      return { headers: {}, parameters: assertion };
    }
  }
}
