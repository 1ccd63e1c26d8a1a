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
};

export async function discover(issuer: string): Promise<Endpoints> {
  const discovery = new URL('/.well-known/openid-configuration', issuer);
  const answer = await sendOnce(Number(discovery.port), get(discovery));
  const said = metadata.parse(JSON.parse(answer.body));
  if (said.issuer !== issuer) throw new Error(`the issuer is ${said.issuer} instead of ${issuer}`);
  return {
    discovery,
    authorization: new URL(said.authorization_endpoint),
    token: new URL(said.token_endpoint),
    jwks: new URL(said.jwks_uri),
    userinfo: new URL(said.userinfo_endpoint),
    introspection: new URL(said.introspection_endpoint),
    deviceAuthorization: new URL(said.device_authorization_endpoint),
    pushedRequest: new URL(said.pushed_authorization_request_endpoint),
    revocation: new URL(said.revocation_endpoint),
    registration: new URL(said.registration_endpoint),
  };
}
