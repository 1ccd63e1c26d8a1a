/** Federations and the credential issuer of the service, handed on (federation-vci-authlete.md ATL-19). */

import type { BackChannelRequest, RegistrationRequest } from '@grantor/engine';
import { decodeUtf8, errorReply, jsonReply, publicReply, type Reply, sha256 } from '@grantor/protocol';
import { nothingAt, unreadable, wrongMediaType } from '../http/refuse.ts';
import type { TellingName } from './control-plane.ts';
import {
  type CredentialsWorld,
  collectCredential,
  issueCredential,
  takeNotification,
} from './credentials.ts';
import { type FacadeLimits, limitedEach, limitedFailures } from './limits.ts';
import { relayed } from './relay.ts';

/** What whoever trusts this server, and wallets, ask for. */
export type FurtherEndpoints = {
  entityConfiguration(): Promise<Reply>;
  registerEntity(request: RegistrationRequest): Promise<Reply>;
  issuerMetadata(): Promise<Reply>;
  issuerKeys(): Promise<Reply>;
  credentialKeys(): Promise<Reply>;
  credentialNonce(request: BackChannelRequest): Promise<Reply>;
  offer(id: string): Promise<Reply>;
  credential(request: BackChannelRequest): Promise<Reply>;
  deferredCredential(request: BackChannelRequest): Promise<Reply>;
  notification(request: BackChannelRequest): Promise<Reply>;
  credentialType(id: string): Promise<Reply>;
  statusList(id: string): Promise<Reply>;
  attestationChallenge(request: BackChannelRequest): Promise<Reply>;
};

type Published = Extract<
  TellingName,
  | 'federation/configuration'
  | ('vci/metadata' | 'vci/jwtissuer' | 'vci/jwks' | 'vci/nonce')
  | 'auth/attestation/challenge'
>;

/** Seconds for which anybody may keep a document, as where the engine is our own. */
const keptFor = { 'vci/type': 300, 'vci/status': 60 } as const;

export function createFurtherEndpoints(world: CredentialsWorld, limits: FacadeLimits): FurtherEndpoints {
  const { controlPlane } = world;
  const published = async (name: Published): Promise<Reply> => {
    const told = await controlPlane.tell(name, {});
    return told.action === 'NOT_FOUND' ? absent() : relayed(told);
  };

  const named =
    (name: keyof typeof keptFor) =>
    async (identifier: string): Promise<Reply> => {
      const told = await controlPlane.tell(name, { identifier });
      if (told.action === 'NOT_FOUND') return absent();
      const reply = relayed(told);
      const { body, headers } = reply;
      if (told.action !== 'OK' || body === null) return reply;
      const type = headers['content-type'] ?? '';
      return publicReply({ body, type, etag: `"${sha256(body)}"`, seconds: keptFor[name] });
    };
  /** Failures count: what is asked with tokens. */
  const held = (call: typeof issueCredential): FurtherEndpoints['credential'] =>
    limitedFailures(limits, 'default', (request: BackChannelRequest) => call(request, world));

  async function registerEntity(request: RegistrationRequest): Promise<Reply> {
    const type = request.contentType?.split(';', 1)[0]?.trim().toLowerCase();
    const member = members.find(([name]) => name === type)?.[1];
    if (member === undefined) return errorReply(wrongMediaType());
    const text = decodeUtf8(await request.body());
    if (text === null) throw unreadable();
    const told = await controlPlane.tell('federation/registration', { [member]: text });
    if (told.action === 'NOT_FOUND') return absent();
    const reply = relayed(told);
    return told.action === 'OK' ? { ...reply, headers: { ...reply.headers, ...typed(reply) } } : reply;
  }

  return {
    entityConfiguration: () => published('federation/configuration'),
    // Each may leave a client at the service
    registerEntity: limitedEach(limits, 'registration', registerEntity),
    issuerMetadata: () => published('vci/metadata'),
    issuerKeys: () => published('vci/jwtissuer'),
    credentialKeys: () => published('vci/jwks'),
    credentialNonce: limitedEach(limits, 'default', () => published('vci/nonce')),
    credential: held(issueCredential),
    deferredCredential: held(collectCredential),
    notification: held(takeNotification),
    credentialType: named('vci/type'),
    statusList: named('vci/status'),
    attestationChallenge: limitedEach(limits, 'default', () => published('auth/attestation/challenge')),
    async offer(identifier) {
      const { action, reply } = await controlPlane.tell('vci/offer/info', { identifier });
      const offer = action === 'OK' ? reply.info?.credentialOffer : undefined;
      return offer === undefined ? absent() : jsonReply(JSON.parse(offer));
    },
  };
}

/** OpenID Federation §12.2.1 */
const members = [
  ['application/entity-statement+jwt', 'entityConfiguration'],
  ['application/trust-chain+json', 'trustChain'],
] as const;

const absent = (): Reply => errorReply(nothingAt());

/** What the JWT says that it is, as far as that is a word for a media type. */
function typed({ body }: Reply): Readonly<Record<string, string>> {
  const [head = ''] = (body ?? '').split('.');
  try {
    const { typ }: { typ?: unknown } = JSON.parse(Buffer.from(head, 'base64url').toString());
    if (typeof typ === 'string' && /^[a-z0-9-]{1,64}\+jwt$/.test(typ))
      return { 'content-type': `application/${typ}` };
  } catch {
    // no JWT: what is handed on is called what the contract calls it
  }
  return {};
}
