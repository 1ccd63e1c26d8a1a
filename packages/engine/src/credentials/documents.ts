/** Documents of the credential issuer that anybody may read. */

import { after, OAuthError, publicReply, type Reply, secondOf, sha256 } from '@grantor/protocol';
import { answer } from '../endpoints/answer.ts';
import { endpoints } from '../requests/paths.ts';
import type { BackChannelRequest } from '../requests/request.ts';
import { addressOf } from './addresses.ts';
import type { CredentialContext } from './credential-context.ts';
import { describeIssuer, describeType } from './issuer-metadata.ts';

/** As clients come to know of a change (operations.md E-4). */
const cacheSeconds = 300;

/** How long a signed one says the truth, in seconds. */
const signedFor = 86_400;

const documentReply = (body: string, type: string): Reply =>
  publicReply({ body, type, etag: `"${sha256(body)}"`, seconds: cacheSeconds });

/** JSON, or a signed JWT for whoever would rather have that (OpenID4VCI §12.2.2, §12.2.3). */
export async function issuerMetadata(
  context: CredentialContext,
  { accept }: Pick<BackChannelRequest, 'accept'>,
): Promise<Reply> {
  const { ports, policy, signer } = context;
  const described = describeIssuer(context, await ports.store.listCredentialConfigurations());
  const isSigned = prefersJwt(accept);
  const reply = isSigned
    ? documentReply(await signed(), 'application/jwt')
    : documentReply(JSON.stringify(described), 'application/json');
  return { ...reply, headers: { ...reply.headers, vary: 'accept' } };

  function signed(): Promise<string> {
    const now = secondOf(ports.clock.now());
    return signer.sign({
      alg: 'ES256',
      typ: 'openidvci-issuer-metadata+jwt',
      claims: { ...described, iss: policy.issuer, sub: policy.issuer, iat: now, exp: after(now, signedFor) },
      now,
    });
  }
}

/** Whether JWT is named, and not after JSON (RFC 9110 §12.5.1). */
function prefersJwt(accept: string | undefined): boolean {
  const types = (accept ?? '').toLowerCase();
  const [jwt, json] = [types.indexOf('application/jwt'), types.indexOf('application/json')];
  return jwt !== -1 && (json === -1 || jwt < json);
}

/** Where its keys are (SD-JWT VC §5). */
export async function issuerKeys({ policy }: CredentialContext): Promise<Reply> {
  const body = { issuer: policy.issuer, jwks_uri: addressOf(policy, endpoints.credentialKeys) };
  return documentReply(JSON.stringify(body), 'application/json');
}

export async function credentialJwks({ ports, signer }: CredentialContext): Promise<Reply> {
  const { body, etag } = signer.jwks(secondOf(ports.clock.now()));
  return publicReply({ body, etag, type: 'application/jwk-set+json', seconds: cacheSeconds });
}

/** What a type of credential is (SD-JWT VC §6). */
export const credentialType = (
  context: CredentialContext,
  { id, source }: { readonly id: string; readonly source: BackChannelRequest['source'] },
): Promise<Reply> =>
  answer(context.ports, { endpoint: 'credential_type', source }, async () => {
    const configurations = await context.ports.store.listCredentialConfigurations();
    const found = configurations.find((each) => each.id === id && each.vct === null);
    if (found === undefined) throw notFound();
    return documentReply(JSON.stringify(describeType(context, found)), 'application/json');
  });

export const notFound = (): OAuthError => new OAuthError('not_found', 'There is nothing at this address.');
