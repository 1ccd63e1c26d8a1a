/** The certificate of the listening port, as it is in its files now (operations.md B-6). */

import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { ProfileName } from '@grantor/engine';
import { isFapi } from '@grantor/engine/surface';
import type { Configuration } from '../config/types.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Log } from '../telemetry/log.ts';

/** TLS_CERT_FILE and TLS_KEY_FILE are no pair that can be served; the message says why. */
export class CertificateUnusable extends Refusal {
  override readonly name = 'CertificateUnusable';
}

export type Certificate = {
  /** The pair that is served. */
  readonly current: SecureContextOptions;
  /** Hands on every later pair; ends when the answer is called. */
  follow(serve: (pair: SecureContextOptions) => void): () => void;
};

/** Half of what a change may take to be served (operations.md B-6), in ms. */
const lookEvery = 30_000;

/**
 * Reads both files; null: none are named, and the port speaks plain HTTP. Rejects with CertificateUnusable. A pair
 * that is broken later is told once and not served.
 */
export async function openCertificate(
  { server: { tlsCertFile, tlsKeyFile }, authorization }: ServedBy,
  log: Pick<Log, 'info' | 'error'>,
  every = lookEvery,
): Promise<Certificate | null> {
  if (tlsCertFile === null || tlsKeyFile === null) return null;
  const files = { certFile: tlsCertFile, keyFile: tlsKeyFile };
  const read = () => readPair(files, authorization.profile);
  const first = await read();
  return { current: first, follow: (serve) => follow(serve, { first, read, log, every }) };
}

type ServedBy = {
  readonly server: Pick<Configuration['server'], 'tlsCertFile' | 'tlsKeyFile'>;
  readonly authorization: Pick<Configuration['authorization'], 'profile'>;
};

type Pair = SecureContextOptions & { readonly cert: Buffer; readonly key: Buffer };

// advanced.md SW-18, RFC 9325 §4.2: what TLS 1.2 may use, and the suites of TLS 1.3
const suitesOfFapi = [
  ...['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256'],
  ...['ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-RSA-AES256-GCM-SHA384'],
  ...['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256'],
].join(':');

/** advanced.md SW-18. Nobody becomes somebody else on a connection: a certificate is shown at its beginning, or never. */
const protocolUnder = (profile: ProfileName): SecureContextOptions => ({
  minVersion: 'TLSv1.2',
  secureOptions: noRenegotiation,
  ...(isFapi(profile) ? { ciphers: suitesOfFapi } : {}),
});

// SSL_OP_NO_RENEGOTIATION of OpenSSL
const noRenegotiation = 2 ** 30;

type Files = { readonly certFile: string; readonly keyFile: string };

async function readPair({ certFile, keyFile }: Files, profile: ProfileName): Promise<Pair> {
  const [cert, key] = await Promise.all([
    readNamed('TLS_CERT_FILE', certFile),
    readNamed('TLS_KEY_FILE', keyFile),
  ]);
  const pair = { ...protocolUnder(profile), cert, key };
  try {
    createSecureContext(pair);
  } catch (cause) {
    throw new CertificateUnusable(
      `${certFile} (TLS_CERT_FILE) and ${keyFile} (TLS_KEY_FILE) are no certificate in PEM with its private key`,
      { cause },
    );
  }
  return pair;
}

async function readNamed(variable: string, file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new CertificateUnusable(`${file} (${variable}) cannot be read`, { cause });
  }
}

type Following = {
  readonly first: Pair;
  readonly read: () => Promise<Pair>;
  readonly log: Pick<Log, 'info' | 'error'>;
  readonly every: number;
};

function follow(serve: (pair: Pair) => void, { first, read, log, every }: Following): () => void {
  let served = first;
  let told: string | null = null;
  const look = async (): Promise<void> => {
    try {
      const found = await read();
      told = null;
      if (found.cert.equals(served.cert) && found.key.equals(served.key)) return;
      serve(found);
      served = found;
      log.info('certificate replaced');
    } catch (failure) {
      const message = failure instanceof Error ? failure.message : '';
      if (told !== message) log.error('certificate not replaced', { failure });
      told = message;
    }
  };
  const timer = setInterval(() => void look(), every).unref();
  return () => clearInterval(timer);
}
