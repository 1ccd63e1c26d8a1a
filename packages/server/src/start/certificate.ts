/** The certificate of the listening port, as it is in its files now (operations.md B-6). */

import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { Configuration } from '../config/types.ts';
import type { Log } from '../telemetry/log.ts';

/** TLS_CERT_FILE and TLS_KEY_FILE are no pair that can be served; the message says why. */
export class CertificateUnusable extends Error {
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
  { tlsCertFile, tlsKeyFile }: Configuration['server'],
  log: Pick<Log, 'info' | 'error'>,
  every = lookEvery,
): Promise<Certificate | null> {
  if (tlsCertFile === null || tlsKeyFile === null) return null;
  const read = () => readPair(tlsCertFile, tlsKeyFile);
  const first = await read();
  return { current: first, follow: (serve) => follow(serve, { first, read, log, every }) };
}

type Pair = { readonly cert: Buffer; readonly key: Buffer; readonly minVersion: 'TLSv1.2' };

async function readPair(certFile: string, keyFile: string): Promise<Pair> {
  const [cert, key] = await Promise.all([
    readNamed('TLS_CERT_FILE', certFile),
    readNamed('TLS_KEY_FILE', keyFile),
  ]);
  const pair = { cert, key, minVersion: 'TLSv1.2' } as const;
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
