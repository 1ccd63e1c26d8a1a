import { certificateThumbprint, readCertificateHeader } from '@grantor/protocol';
import type { GuardRequest } from '../request/guard-request.ts';
import type { CertificateOptions } from './holder-options.ts';

/**
 * The thumbprint of the client's certificate, or null when it has shown none. Behind a trusted proxy only its
 * header counts, since the connection is the proxy's; from anybody else the header is nothing (security.md P-2).
 */
export function presentedCertificate(request: GuardRequest, options: CertificateOptions): string | null {
  const { header } = options;
  const isProxied = header !== null && request.peer !== null && options.isTrustedProxy(request.peer);
  const der = isProxied ? certificateOf(request.header(header)) : request.certificate;
  return der === null ? null : certificateThumbprint(der);
}

function certificateOf(lines: readonly string[]): Uint8Array | null {
  const [line] = lines;
  return line === undefined || lines.length > 1 ? null : readCertificateHeader(line);
}
