import { hash, X509Certificate } from 'node:crypto';
import { jwkThumbprint, type PublicJwk } from './public-key.ts';

/** The SHA-256 of a certificate in DER, base64url: `cnf.x5t#S256` (RFC 8705 §3.1). */
export const certificateThumbprint = (der: Uint8Array): string => hash('sha256', der, 'base64url');

const base64 = /^[A-Za-z0-9+/]+={0,2}$/;
const pem = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/;

/**
 * The certificate in a header of a TLS-terminating proxy, in DER, or null when it holds none. Read are a
 * byte sequence (RFC 9440 §2.2), PEM as it stands or percent-encoded (nginx, Apache) and bare base64
 * (Traefik, Caddy); of a chain the first. Which senders are believed is for the caller to decide.
 */
export function readCertificateHeader(value: string): Uint8Array | null {
  const text = value.includes('%') ? decodedPercent(value) : value;
  const [, armoured] = pem.exec(text) ?? [];
  const [first = ''] = text.split(',', 1);
  const [, sequence] = /^:(.*):$/.exec(first.trim()) ?? [];
  const encoded = (armoured ?? sequence ?? first).replaceAll(/\s/g, '');
  return base64.test(encoded) ? certificateIn(Buffer.from(encoded, 'base64')) : null;
}

function certificateIn(der: Uint8Array): Uint8Array | null {
  try {
    return new Uint8Array(new X509Certificate(der).raw);
  } catch {
    return null;
  }
}

function decodedPercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** The certificate in DER that a public key says is its own, as the first of `x5c`; null: none, or another key's (RFC 7517 §4.7). */
export function certificateOfKey(key: PublicJwk): Uint8Array | null {
  const der = claimedCertificate(key);
  return der !== null && isOfKey(der, key) ? der : null;
}

/** Whether the key says that the certificate with this thumbprint is its own, and it is. */
export function publishesCertificate(key: PublicJwk, thumbprint: string): boolean {
  const der = claimedCertificate(key);
  return der !== null && certificateThumbprint(der) === thumbprint && isOfKey(der, key);
}

function claimedCertificate({ x5c }: PublicJwk): Uint8Array | null {
  const listed: readonly unknown[] = Array.isArray(x5c) ? x5c : [];
  const [first] = listed;
  return typeof first === 'string' && base64.test(first) ? Buffer.from(first, 'base64') : null;
}

function isOfKey(der: Uint8Array, key: PublicJwk): boolean {
  try {
    const { publicKey } = new X509Certificate(der);
    const own = jwkThumbprint(publicKey.export({ format: 'jwk' }) as PublicJwk);
    return own !== null && own === jwkThumbprint(key);
  } catch {
    return false;
  }
}
