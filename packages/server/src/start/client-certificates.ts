import { readFile } from 'node:fs/promises';
import type { CertificateAuthorities } from '@grantor/engine';
import type { Configuration } from '../config/types.ts';
import type { CertificateSources } from '../http/client-certificate.ts';
import { createAuthorities, noAuthorities, UnfitAuthority } from '../keys/client-authorities.ts';
import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics/metrics.ts';
import { CertificateUnusable } from './certificate.ts';

/** Those of MTLS_CA_FILE. Rejects with CertificateUnusable. */
export async function openAuthorities({
  mtlsCaFile,
}: Configuration['server']): Promise<CertificateAuthorities> {
  if (mtlsCaFile === null) return noAuthorities;
  const text = await readFile(mtlsCaFile, 'utf8').catch((cause: unknown) => {
    throw new CertificateUnusable(`${mtlsCaFile} (MTLS_CA_FILE) cannot be read`, { cause });
  });
  try {
    return createAuthorities(text);
  } catch (cause) {
    if (!(cause instanceof UnfitAuthority)) throw cause;
    throw new CertificateUnusable(`${mtlsCaFile} (MTLS_CA_FILE) ${cause.message}`, { cause });
  }
}

/** Where certificates come from; the first header that is dropped is told, as a proxy may be missing (advanced.md MTL-2). */
export function certificateSources(
  { mtlsPort, mtlsCertHeader }: Configuration['server'],
  log: Log,
  metrics: Metrics,
): CertificateSources {
  let isTold = false;
  return {
    header: mtlsCertHeader,
    handshake: mtlsPort === null ? 'asks_not' : 'asks',
    dropped() {
      metrics.count('client_certificate_headers_dropped_total', {});
      if (isTold) return;
      isTold = true;
      log.warn('MTLS_CERT_HEADER is ignored: the peer is not in TRUSTED_PROXIES');
    },
  };
}
