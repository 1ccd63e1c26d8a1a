import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { ServerSecrets } from '@grantor/engine';
import {
  createDpopNonces,
  decodeBase64url,
  encodeBase64url,
  equalInConstantTime,
  hmacSha256,
  type Secret,
} from '@grantor/protocol';
import type { SecretHistory, SecretName, ServerSecretValues } from './secret-files.ts';

/** Every use of the server's secrets, each under a key of its own (operations B-5). */
export type ServerKeys = ServerSecrets & {
  /** The raw JWT_SECRET, so that existing verifiers keep working. Never signs ID tokens (security.md K-3). */
  readonly hs256: SecretHistory;
  /** Form tokens (security.md B-4). */
  readonly csrf: Uint8Array;
  /** Marks of browsers an account signed in from. */
  readonly knownDevice: Uint8Array;
  /** Marks that stand for texts nobody knows, in log and audit (security.md O-3). */
  readonly outsideText: Uint8Array;
  /** The addresses of logos on pages we showed. */
  readonly logo: Uint8Array;
  /** The cookies by which hosts behind a proxy know a session (resource.md §9). */
  readonly forwardCookie: Uint8Array;
  /** What scripts of ours may know of a session (advanced.md LGO-4). */
  readonly browserState: Uint8Array;
  /** Recovery codes, which outlive a change of SESSION_SECRET: the current one first (product.md F-3). */
  readonly recoveryCodes: readonly Uint8Array[];
  /** What passkeys are asked to sign. */
  readonly challenges: Uint8Array;
  /** Codes in messages (mail.md M-8). */
  readonly mailCodes: Uint8Array;
  /** What the way to another provider and back is bound together with (product.md I-1). */
  readonly upstream: Uint8Array;
  /** Names and seals what is kept in Redis. */
  readonly redis: Uint8Array;
  /** Nonces for proofs of wallets' keys (OpenID4VCI §7). */
  readonly credentialNonces: Uint8Array;
  /** Salts of passwords that a bootstrap file declares. */
  readonly passwordSalt: Uint8Array;
  /** AES-256-GCM with key id; the text opens only under the same label. */
  seal(plaintext: string, label: string): string;
  /** Throws Unopenable: sealed under another label, by a secret we do not have, or changed since. */
  open(sealed: string, label: string): string;
  /** Whether the current ENCRYPTION_SECRET sealed it; else it is due to be sealed again. */
  isSealedByCurrent(sealed: string): boolean;
};

/** Derives all keys; the secrets themselves stay inside but for HS256. */
export function serverKeys(values: ServerSecretValues): ServerKeys {
  const session = (use: string): Uint8Array => derive(values.session.current, use);
  const userCode = session('user code');
  return {
    hs256: values.jwt,
    csrf: session('form token'),
    knownDevice: session('known device'),
    outsideText: session('outside text'),
    logo: session('logo'),
    forwardCookie: session('forward cookie'),
    browserState: session('browser state'),
    recoveryCodes: [values.session.current, ...values.session.previous].map((secret) =>
      derive(secret, 'recovery code'),
    ),
    challenges: session('passkey challenge'),
    mailCodes: session('mail code'),
    upstream: session('upstream sign-in'),
    redis: session('redis'),
    credentialNonces: session('credential nonce'),
    passwordSalt: session('declared password salt'),
    userCodeHash: (code) => hmacSha256(userCode, code), // protocol.md DV-2
    dpopNonces: createDpopNonces(session('DPoP nonce')), // advanced.md DPO-5
    attestationChallenges: createDpopNonces(session('attestation challenge')),
    ...sealing(values.encryption),
  };
}

/** RFC 5869, one label per use. 32 bytes. */
const derive = (secret: Secret, use: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret.reveal(), '', `grantor ${use}`, 32));

/** A sealed text and the server's secrets do not belong together. Says nothing of either. */
export class Unopenable extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(`a sealed value cannot be opened: ${reason}`, options);
  }
}

type Sealing = Pick<ServerKeys, 'seal' | 'open' | 'isSealedByCurrent'>;

const keyIdOf = (secret: Secret): string => encodeBase64url(derive(secret, 'key id').subarray(0, 9));

function sealing({ current, previous }: SecretHistory): Sealing {
  const head = `${version}.${keyIdOf(current)}.`;
  const secrets = new Map([...previous, current].map((secret) => [keyIdOf(secret), secret]));
  return {
    seal: (plaintext, label) => head + encodeBase64url(encrypt(sealKey(current, label), plaintext)),
    open(sealed, label) {
      const [form, keyId = '', body = '', ...rest] = sealed.split('.');
      const bytes = decodeBase64url(body);
      if (form !== version || rest.length > 0 || bytes === null) throw new Unopenable('it is malformed');
      const secret = secrets.get(keyId);
      if (secret === undefined) throw new Unopenable('it was sealed by a secret that is not configured');
      return decrypt(sealKey(secret, label), bytes);
    },
    isSealedByCurrent: (sealed) => sealed.startsWith(head),
  };
}

const sealKey = (secret: Secret, label: string): Uint8Array => derive(secret, `seal ${label}`);

const version = 'v1';
const cipher = 'aes-256-gcm';
const nonceBytes = 12; // NIST SP 800-38D §8.2.2
const tagBytes = 16;

function encrypt(key: Uint8Array, plaintext: string): Uint8Array {
  const nonce = randomBytes(nonceBytes);
  const encryption = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes });
  return Buffer.concat([
    nonce,
    encryption.update(plaintext, 'utf8'),
    encryption.final(),
    encryption.getAuthTag(),
  ]);
}

function decrypt(key: Uint8Array, bytes: Uint8Array): string {
  if (bytes.length < nonceBytes + tagBytes) throw new Unopenable('it is too short');
  const end = bytes.length - tagBytes;
  const decryption = createDecipheriv(cipher, key, bytes.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  });
  decryption.setAuthTag(bytes.subarray(end));
  try {
    const parts = [decryption.update(bytes.subarray(nonceBytes, end)), decryption.final()];
    return Buffer.concat(parts).toString('utf8');
  } catch (cause) {
    throw new Unopenable('it was changed, or sealed under another label', { cause });
  }
}

/** What the database keeps of each secret, to notice a start with others (operations B-4). Reveals nothing. */
export function checkValues(values: ServerSecretValues): Readonly<Record<SecretName, string>> {
  return {
    jwt: checkValue(values.jwt.current),
    session: checkValue(values.session.current),
    encryption: checkValue(values.encryption.current),
  };
}

const checkValue = (secret: Secret): string => encodeBase64url(derive(secret, 'check value').subarray(0, 16));

/** `rotated`: one of the previous secrets, so the stored value is to be replaced. `different`: refuse to start. */
export function compareCheckValue(stored: string, history: SecretHistory): 'same' | 'rotated' | 'different' {
  const fits = (secret: Secret): boolean => equalInConstantTime(stored, checkValue(secret));
  if (fits(history.current)) return 'same';
  return history.previous.some(fits) ? 'rotated' : 'different';
}
