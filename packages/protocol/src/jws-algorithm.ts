import { constants, createVerify, type KeyObject, verify } from 'node:crypto';
import { ecdsaSignatureInDer } from './ecdsa-signature.ts';
import { keyOption } from './key-option.ts';

/** One asymmetric signature algorithm (RFC 7518 §3.1, RFC 8037 §3.1), as a row: which keys it takes, how it verifies. */
export type SignatureAlgorithm = {
  /** Whether a public or private key is of the kind and strength the algorithm needs (RFC 8725 §3.1). */
  accepts(key: KeyObject): boolean;
  /** Whether the signature of the ASCII text holds; never throws for a key the algorithm accepts. */
  verify(input: string, key: KeyObject, signature: Uint8Array): boolean;
};

// RFC 7518 §3.4: R and S, each as long as the order of the curve
const ecdsa = (digest: string, curve: string, length: number): SignatureAlgorithm => ({
  accepts: (key) => key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === curve,
  verify: (input, key, signature) =>
    signature.length === length && verify(digest, Buffer.from(input), key, ecdsaSignatureInDer(signature)),
});

// RFC 7518 §3.3: 2048 bits or more
const isRsa = (key: KeyObject): boolean =>
  key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;

// By an object: the function `verify` of workerd does not look at the padding, and takes RS256 for PS256
const rsa = (digest: string, padding: Readonly<Record<string, number>>): SignatureAlgorithm => ({
  accepts: isRsa,
  verify: (input, key, signature) =>
    createVerify(digest)
      .update(input)
      .verify({ ...keyOption(key), ...padding }, signature),
});

const pkcs1 = { padding: constants.RSA_PKCS1_PADDING };
// RFC 7518 §3.5: the salt is as long as the hash
const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };

const edDsa: SignatureAlgorithm = {
  accepts: (key) => key.asymmetricKeyType === 'ed25519',
  verify: (input, key, signature) => verify(null, Buffer.from(input), key, signature),
};

/** By the name in `alg`. Neither `none` nor a symmetric algorithm is here: no row, no way to be asked for. */
export const signatureAlgorithms = {
  ES256: ecdsa('sha256', 'prime256v1', 64),
  ES384: ecdsa('sha384', 'secp384r1', 96),
  ES512: ecdsa('sha512', 'secp521r1', 132),
  RS256: rsa('sha256', pkcs1),
  RS384: rsa('sha384', pkcs1),
  RS512: rsa('sha512', pkcs1),
  PS256: rsa('sha256', pss),
  PS384: rsa('sha384', pss),
  PS512: rsa('sha512', pss),
  EdDSA: edDsa,
  Ed25519: edDsa, // RFC 9864 §2.2
} as const satisfies Record<string, SignatureAlgorithm>;

export type SignatureAlgorithmName = keyof typeof signatureAlgorithms;

export const isSignatureAlgorithm = (name: string): name is SignatureAlgorithmName =>
  Object.hasOwn(signatureAlgorithms, name);
