/** Where the endpoints are, as the server itself says (OpenID Connect Discovery §3). */

import { z } from 'zod';
import { sendOnce } from '../load/connection.ts';
import { get } from '../load/request.ts';

const metadata = z.object({
  issuer: z.string(),
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
  jwks_uri: z.string(),
  userinfo_endpoint: z.string(),
  introspection_endpoint: z.string(),
  device_authorization_endpoint: z.string(),
  pushed_authorization_request_endpoint: z.string(),
  revocation_endpoint: z.string(),
  registration_endpoint: z.string(),
});

export type Metadata = z.infer<typeof metadata>;

export type Endpoints = {
  readonly discovery: URL;
  readonly authorization: URL;
  readonly token: URL;
  readonly jwks: URL;
  readonly userinfo: URL;
  readonly introspection: URL;
  readonly deviceAuthorization: URL;
  readonly pushedRequest: URL;
  readonly revocation: URL;
  readonly registration: URL;
  /** Metadata have no name for it. */
  readonly tokeninfo: URL;
};

export async function discover(issuer: string): Promise<Endpoints> {
  const discovery = new URL('/.well-known/openid-configuration', issuer);
  const answer = await sendOnce(Number(discovery.port), get(discovery));
  const said = metadata.parse(JSON.parse(answer.body));
  if (said.issuer !== issuer) throw new Error(`the issuer is ${said.issuer} instead of ${issuer}`);
  const named = metadataMembers((name) => new URL(said[name]));
  return { ...named, discovery, tokeninfo: new URL('/oauth/tokeninfo', issuer) };
}

/** The endpoints that metadata name, each at its place. */
export const metadataMembers = (
  at: (name: keyof Metadata) => URL,
): Omit<Endpoints, 'discovery' | 'tokeninfo'> => ({
  authorization: at('authorization_endpoint'),
  token: at('token_endpoint'),
  jwks: at('jwks_uri'),
  userinfo: at('userinfo_endpoint'),
  introspection: at('introspection_endpoint'),
  deviceAuthorization: at('device_authorization_endpoint'),
  pushedRequest: at('pushed_authorization_request_endpoint'),
  revocation: at('revocation_endpoint'),
  registration: at('registration_endpoint'),
});
