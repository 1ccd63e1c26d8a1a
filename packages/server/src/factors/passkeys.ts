/** Passkeys and security keys (WebAuthn Level 3): what browsers are asked, and whether the answer is right. */

import { isIP } from 'node:net';
import type { Random } from '@grantor/engine';
import { type Epoch, hmacSha256, type UserId } from '@grantor/protocol';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import type { PasskeyUse } from '../store/factor-uses.ts';
import type { Passkey } from '../store/factors.ts';
import { type ChallengeContext, newChallenge, readChallenge } from './challenges.ts';

export type RelyingParty = { readonly id: string; readonly name: string; readonly origin: string };

/** null: browsers give passkeys to a name only, and over plain http only to this machine (WebAuthn §5.1.2). */
export function relyingParty(baseUrl: string, name: string): RelyingParty | null {
  const { hostname, origin, protocol } = new URL(baseUrl);
  const isLocal = hostname === 'localhost' || hostname.endsWith('.localhost');
  const isName = isIP(hostname) === 0 && !hostname.startsWith('[');
  return isName && (protocol === 'https:' || isLocal) ? { id: hostname, name, origin } : null;
}

export type PasskeyWorld = ChallengeContext & {
  readonly party: RelyingParty;
  readonly random: Random;
  readonly now: Epoch;
};

type Owner = { readonly id: UserId; readonly username: string };

// COSE: EdDSA, ES256, RS256 (product.md F-4)
const algorithms = [-8, -7, -257];

/** Takes long to load, and most servers start without anybody waiting for it. */
const library = () => import('@simplewebauthn/server');
const answers = () => import('./passkey-answers.ts');

/** What the browser is told to make a passkey, as JSON. */
export async function creationOptions(
  world: PasskeyWorld,
  owner: Owner,
  known: readonly Passkey[],
): Promise<string> {
  const { generateRegistrationOptions } = await library();
  const options = await generateRegistrationOptions({
    rpName: world.party.name,
    rpID: world.party.id,
    userName: owner.username,
    userID: userHandle(world, owner.id),
    challenge: bytesOf(newChallenge(world, world.random, world.now)),
    attestationType: 'none',
    excludeCredentials: known.map(descriptor),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
    supportedAlgorithmIDs: algorithms,
  });
  return JSON.stringify(options);
}

/** What it is told to use one: any, where nobody has said yet who signs in. */
export async function requestOptions(
  world: PasskeyWorld,
  known: readonly Passkey[] | 'any',
): Promise<string> {
  const { generateAuthenticationOptions } = await library();
  const options = await generateAuthenticationOptions({
    rpID: world.party.id,
    challenge: bytesOf(newChallenge(world, world.random, world.now)),
    userVerification: known === 'any' ? 'required' : 'preferred',
    ...(known === 'any' ? {} : { allowCredentials: known.map(descriptor) }),
  });
  return JSON.stringify(options);
}

// WebAuthn §14.6.1: says nothing of the person
const userHandle = ({ key }: PasskeyWorld, id: UserId) =>
  new Uint8Array(Buffer.from(hmacSha256(key, `user handle\n${id}`), 'base64url'));

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text));

const knownTransports = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'] as const;
type Transport = (typeof knownTransports)[number];
const transportsOf = (names: readonly string[]): Transport[] =>
  knownTransports.filter((known) => names.includes(known));

const descriptor = ({ id, transports }: Passkey) => ({ id, transports: transportsOf(transports) });

/** The credential id that an answer speaks of; null: it is no answer. */
export const credentialOf = async (text: string): Promise<string | null> =>
  (await answers()).assertionIn(text)?.id ?? null;

export type NewPasskey = Omit<Passkey, 'name' | 'userId' | 'lastUsedAt' | 'createdAt'> & {
  readonly challenge: PasskeyUse['challenge'];
};

/** The passkey that the browser made; null where anything about it is not as it must be (WebAuthn §7.1). */
export async function verifyCreation(world: PasskeyWorld, text: string): Promise<NewPasskey | null> {
  const response = (await answers()).registrationIn(text);
  if (response === null) return null;
  const expected = expectation(world);
  const { verifyRegistrationResponse } = await library();
  const verified = await verifyRegistrationResponse({
    response: { ...response, clientExtensionResults: {} } as RegistrationResponseJSON,
    expectedChallenge: expected.accepts,
    expectedOrigin: world.party.origin,
    expectedRPID: world.party.id,
    requireUserVerification: false,
    supportedAlgorithmIDs: algorithms,
  }).catch(() => null);
  const challenge = expected.challenge();
  if (verified?.verified !== true || challenge === null) return null;
  const { credential: made, credentialDeviceType } = verified.registrationInfo;
  return {
    id: made.id,
    publicKey: Buffer.from(made.publicKey).toString('base64url'),
    signCount: made.counter,
    transports: transportsOf(response.response.transports ?? []),
    reach: credentialDeviceType === 'multiDevice' ? 'synced' : 'device',
    challenge,
  };
}

/** A right answer; whether it was given before, or by a copy, shows when it is spent. */
export type PasskeyProof = Omit<PasskeyUse, 'at'> & {
  /** The device saw that it is its owner: by a finger, a face or a PIN. */
  readonly verified: 'user' | 'presence';
};

/** Type, challenge, origin, relying party, flags and signature (WebAuthn §7.2); null: not all are right. */
export async function verifyUse(
  world: PasskeyWorld,
  passkey: Passkey,
  { text, need }: { readonly text: string; readonly need: 'user' | 'presence' },
): Promise<PasskeyProof | null> {
  const response = (await answers()).assertionIn(text);
  if (response === null || response.id !== passkey.id) return null;
  const expected = expectation(world);
  const { verifyAuthenticationResponse } = await library();
  const verified = await verifyAuthenticationResponse({
    response: { ...response, clientExtensionResults: {} } as AuthenticationResponseJSON,
    expectedChallenge: expected.accepts,
    expectedOrigin: world.party.origin,
    expectedRPID: world.party.id,
    credential: {
      id: passkey.id,
      publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
      // What it must be above is compared where it is written, so that one of several uses wins
      counter: 0,
    },
    requireUserVerification: need === 'user',
  }).catch(() => null);
  const challenge = expected.challenge();
  if (verified?.verified !== true || challenge === null) return null;
  const { newCounter, userVerified } = verified.authenticationInfo;
  return {
    id: passkey.id,
    signCount: newCounter,
    challenge,
    verified: userVerified ? 'user' : 'presence',
  };
}

/** Takes a challenge of ours only, and remembers it. */
function expectation(world: PasskeyWorld) {
  let challenge: PasskeyUse['challenge'] | null = null;
  return {
    accepts(sent: string): boolean {
      challenge = readChallenge(world, Buffer.from(sent, 'base64url').toString(), world.now);
      return challenge !== null;
    },
    challenge: () => challenge,
  };
}
