/** A wallet by a library of others, which speaks OpenID4VCI 1.0 as it comes. */

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import {
  clientAuthenticationAnonymous,
  clientAuthenticationClientAttestationJwt,
  clientAuthenticationNone,
  type Jwk,
  type JwtSignerJwk,
  type RequestDpopOptions,
  setGlobalConfig,
} from '@openid4vc/oauth2';
import { Openid4vciClient } from '@openid4vc/openid4vci';
import { exportJWK, generateKeyPair, importJWK, type JWK, type JWTPayload, SignJWT } from 'jose';

setGlobalConfig({ allowInsecureUrls: true });

export type WalletKey = { readonly publicJwk: Jwk; readonly privateJwk: Jwk };

export async function walletKey(alg: 'ES256' | 'EdDSA' = 'ES256'): Promise<WalletKey> {
  const pair = await generateKeyPair(alg, { extractable: true });
  const [publicJwk, privateJwk] = await Promise.all([exportJWK(pair.publicKey), exportJWK(pair.privateKey)]);
  return { publicJwk: publicJwk as Jwk, privateJwk: privateJwk as Jwk };
}

export type Wallet = {
  readonly client: Openid4vciClient;
  /** For proofs of possession of this key. */
  signer(key: WalletKey): JwtSignerJwk;
  dpop(key: WalletKey): RequestDpopOptions;
  newKey(): Promise<WalletKey>;
  /** Takes one that was made elsewhere. */
  hold(key: WalletKey): void;
  /** Has every key of the other one, too, as a thief of all but what proves the wallet. */
  takeKeys(of: Wallet): void;
  readonly keys: ReadonlyMap<string, Jwk>;
  readonly callbacks: Callbacks;
};

/**
 * Version 0.4.6 of the library refuses deferred credentials that come with a notification id, though they do as others
 * (OpenID4VCI §9.2): it stands in a header for it.
 */
const withoutNotification: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  if (!String(input).endsWith('/vci/deferred') || response.status !== 200) return response;
  const { notification_id: id, ...rest } = (await response.json()) as Record<string, unknown>;
  const headers = { ...Object.fromEntries(response.headers), 'x-notification-id': String(id) };
  return new Response(JSON.stringify(rest), { headers });
};

type Callbacks = ConstructorParameters<typeof Openid4vciClient>[0]['callbacks'];

/** How the wallet proves itself. */
type Proving = (
  callbacks: Pick<Callbacks, 'signJwt' | 'generateRandom'>,
) => Callbacks['clientAuthentication'];

/** With what its maker says of the installation, for which it has a key. */
export const attested =
  (clientAttestationJwt: string): Proving =>
  (callbacks) =>
    clientAuthenticationClientAttestationJwt({ clientAttestationJwt, callbacks });

/** One that has a client id, and says no more. */
export const named =
  (clientId: string): Proving =>
  () =>
    clientAuthenticationNone({ clientId });

export function createWallet(proving: Proving = clientAuthenticationAnonymous): Wallet {
  const keys = new Map<string, Jwk>();
  const idOf = ({ x }: Jwk): string => String(x);
  const known: Pick<Callbacks, 'signJwt' | 'generateRandom'> = {
    generateRandom: (length) => randomBytes(length),
    signJwt: async (signer, { header, payload }) => {
      assert.equal(signer.method, 'jwk');
      if (signer.method !== 'jwk') throw new Error('only keys');
      const key = keys.get(idOf(signer.publicJwk)) ?? assert.fail('a key of this wallet');
      const jwt = await new SignJWT(payload as JWTPayload)
        .setProtectedHeader(header as { alg: string })
        .sign(await importJWK(key as JWK, signer.alg));
      return { jwt, signerJwk: signer.publicJwk };
    },
  };
  const callbacks: Callbacks = {
    ...known,
    fetch: withoutNotification,
    hash: (data, alg) => createHash(alg.replace('-', '')).update(data).digest(),
    clientAuthentication: proving(known),
  };
  const client = new Openid4vciClient({ callbacks });
  const hold = ({ publicJwk, privateJwk }: WalletKey): void => void keys.set(idOf(publicJwk), privateJwk);
  const signer = ({ publicJwk }: WalletKey): JwtSignerJwk => ({
    ...{ method: 'jwk', publicJwk },
    alg: publicJwk.kty === 'OKP' ? 'EdDSA' : 'ES256',
  });
  return {
    client,
    signer,
    dpop: (key) => ({ signer: signer(key) }),
    hold,
    keys,
    callbacks,
    takeKeys: (of) => {
      for (const [id, key] of of.keys) keys.set(id, key);
    },
    async newKey() {
      const key = await walletKey();
      hold(key);
      return key;
    },
  };
}

export type Session = Awaited<ReturnType<typeof openOffer>>;

/** Reads the offer, and what is behind it. */
export async function openOffer(wallet: Wallet, link: string) {
  const credentialOffer = await wallet.client.resolveCredentialOffer(link);
  const issuerMetadata = await wallet.client.resolveIssuerMetadata(credentialOffer.credential_issuer);
  return { credentialOffer, issuerMetadata };
}

type Issuer = Pick<Session, 'issuerMetadata'>;

/** As many proofs as keys, with one nonce. */
export async function proofsOf(
  wallet: Wallet,
  { issuerMetadata }: Issuer,
  { keys, id, clientId }: { keys: readonly WalletKey[]; id: string; clientId?: string },
): Promise<readonly string[]> {
  const { c_nonce: nonce } = await wallet.client.requestNonce({ issuerMetadata });
  return Promise.all(
    keys.map(async (key) => {
      const { jwt } = await wallet.client.createCredentialRequestJwtProof({
        ...{ issuerMetadata, nonce, signer: wallet.signer(key), credentialConfigurationId: id },
        ...(clientId === undefined ? {} : { clientId }),
      });
      return jwt;
    }),
  );
}
