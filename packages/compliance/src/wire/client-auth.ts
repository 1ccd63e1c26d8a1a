import type { FixtureClient } from '../setup/fixtures.ts';

// How a client proves itself at an endpoint: RFC 6749 §2.3.1.

export interface Presented {
  readonly headers: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
}

function formEncode(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}

/** An Authorization header value with both halves form-encoded. */
export function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${formEncode(user)}:${formEncode(password)}`).toString('base64')}`;
}

/** The client's own way of authenticating, with its right secret. */
export function present(client: FixtureClient): Presented {
  const { client_id, client_secret = '' } = client;
  switch (client.token_endpoint_auth_method) {
    case 'none':
      return { headers: {}, parameters: { client_id } };
    case 'client_secret_post':
      return { headers: {}, parameters: { client_id, client_secret } };
    case 'client_secret_basic':
      return { headers: { authorization: basic(client_id, client_secret) }, parameters: {} };
  }
}
