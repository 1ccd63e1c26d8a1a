/** The protocol library, set up for one server, one client and one way of sending. */

import {
  allowInsecureRequests,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  clockSkew,
  customFetch,
  None,
} from 'openid-client';
import type { Http } from '../http/http.ts';
import type { RetryPolicy } from '../http/retry.ts';
import { parseObject } from '../untrusted/json.ts';
import type { ServerMetadata } from './metadata.ts';

export type ClientIdentity = {
  readonly clientId: string;
  readonly clientSecret?: string;
  /** `client_secret_basic` or `client_secret_post` where it is known; what the server takes, otherwise. */
  readonly authMethod?: string;
};

export type Connection = {
  readonly metadata: ServerMetadata;
  readonly client: ClientIdentity;
  readonly http: Http;
};

/** A difference of clocks below this many seconds harms nothing. */
export const bearableClockDifference = 60;

/** Addresses were checked when the metadata was read, so that the library's own check would only be stricter. */
export function protocolClient({ metadata, client, http }: Connection, policy: RetryPolicy): Configuration {
  const difference = http.clockDifference();
  const skew = Math.abs(difference) > bearableClockDifference ? -difference : 0;
  const configuration = new Configuration(
    metadata,
    client.clientId,
    { [clockSkew]: skew },
    authenticationOf(client, metadata),
  );
  allowInsecureRequests(configuration);
  const fetch = http.fetchWith(policy);
  configuration[customFetch] = async (url, options) =>
    preferBody(
      await fetch(url, {
        method: options.method,
        headers: options.headers,
        ...(options.body == null ? {} : { body: options.body as RequestInit['body'] & {} }),
      }),
    );
  return configuration;
}

/** A refused client is told in the body, and by a challenge that the library would look at alone (RFC 6749 §5.2). */
async function preferBody(response: Response): Promise<Response> {
  if (response.status !== 401) return response;
  const text = await response.text();
  const headers = new Headers(response.headers);
  if (parseObject(text)?.['error'] !== undefined) headers.delete('www-authenticate');
  return new Response(text, { status: response.status, headers });
}

function authenticationOf(
  { clientSecret, authMethod }: ClientIdentity,
  metadata: ServerMetadata,
): ClientAuth {
  if (clientSecret === undefined) return None();
  const method = authMethod ?? usualAuthMethod(metadata);
  return method === 'client_secret_post' ? ClientSecretPost(clientSecret) : ClientSecretBasic(clientSecret);
}

/** How to send a secret whose client was registered elsewhere (RFC 8414 §2: Basic unless the server says otherwise). */
export function usualAuthMethod({
  token_endpoint_auth_methods_supported: supported,
}: ServerMetadata): string {
  const isPostOnly =
    supported?.includes('client_secret_post') === true && !supported.includes('client_secret_basic');
  return isPostOnly ? 'client_secret_post' : 'client_secret_basic';
}
