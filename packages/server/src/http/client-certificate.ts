/** Whose word about the client's certificate is believed (advanced.md MTL-1, MTL-2, security.md P-2). */

import type { ClientCertificate } from '@grantor/engine';
import { certificateThumbprint, readCertificateHeader } from '@grantor/protocol';
import type { Incoming } from './message.ts';

export type CertificateSources = {
  /** The header of trusted proxies, in lower case; null: none is read. */
  readonly header: string | null;
  /** Whether clients are asked in the handshake. */
  readonly handshake: 'asks' | 'asks_not';
  /** The header came from somebody else. */
  readonly dropped: () => void;
};

/**
 * The certificate of who sent the request; null: none that counts. Behind a trusted proxy only its header does, since
 * the connection is the proxy's; from anybody else the header is nothing, and `dropped` is told.
 */
export function shownCertificate(
  { header, peer }: Pick<Incoming, 'header' | 'peer'>,
  isTrusted: (peer: string) => boolean,
  sources: CertificateSources,
): () => ClientCertificate | null {
  const given = sources.header === null ? undefined : header(sources.header);
  const isProxied = sources.header !== null && isTrusted(peer.address);
  if (given !== undefined && !isProxied) sources.dropped();
  if (isProxied) return () => certificateIn(given === undefined ? null : readOne(given));
  return () => certificateIn(sources.handshake === 'asks' ? (peer.certificate?.() ?? null) : null);
}

/** One value: what a proxy added to another may stand behind what the client wrote. */
const readOne = (value: string): Uint8Array | null =>
  value.includes(',') ? null : readCertificateHeader(value);

const certificateIn = (der: Uint8Array | null): ClientCertificate | null =>
  der === null ? null : { der, thumbprint: certificateThumbprint(der) };
