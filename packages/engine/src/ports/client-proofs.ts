/** What the engine cannot tell by itself of the proofs that clients bring. */

import type { CertificateSubject, CompactJws, Epoch } from '@grantor/protocol';
import type { ClientCertificate } from '../model/certificate.ts';
import type { Client, ClientSecret } from '../model/client.ts';
import type { Reader } from '../model/encrypted-answer.ts';
import type { Source } from './facts.ts';

/** Keys others publish, and signatures by them (advanced.md §2). */
export interface ClientKeys {
  /** Signature algorithms that are accepted, for discovery; none is symmetric (RFC 8725 §3.1). */
  readonly algorithms: readonly string[];
  /** Whether one of the keys signed. `unavailable`: they are at an address that does not answer now. */
  verify(
    jws: CompactJws,
    keys: Pick<Client, 'jwks' | 'jwksUri'>,
    source: Source,
  ): Promise<'verified' | 'refused' | 'unavailable'>;
  /** Whether the certificate with this thumbprint stands beside one of the keys (RFC 8705 §2.2). */
  publish(
    thumbprint: string,
    keys: Pick<Client, 'jwks' | 'jwksUri'>,
    source: Source,
  ): Promise<'published' | 'refused' | 'unavailable'>;
  /** How something can be encrypted for clients, for discovery: `alg` and `enc` (RFC 7518 §4.1, §5.1). */
  readonly encryption: Readonly<Record<'algorithms' | 'contents', readonly string[]>>;
  /** The signed JWT, for nobody but the reader (RFC 7516 §7.1). null: no key of theirs can be had that is fit for it. */
  encrypt(jwt: string, reader: Reader, source: Pick<Source, 'address'>): Promise<string | null>;
  /** Whether there is such a key now. */
  canEncrypt(reader: Reader, source: Pick<Source, 'address'>): Promise<boolean>;
}

/** Secrets of clients that are kept so that they can be read again, by whoever has the key of the server (advanced.md CAU-6). */
export interface SharedSecrets {
  /** Whether the JWT was made with the secret, by HS256 over its UTF-8 octets; false for one that cannot be read again. */
  signed(jws: CompactJws, secret: ClientSecret): boolean;
}

/** Authorities that certificates of clients may come from, as the operator named them (RFC 8705 §2.1). */
export interface CertificateAuthorities {
  /** Whether one of them issued the certificate, it is good at `now`, and for this subject. */
  vouchFor(certificate: ClientCertificate, subject: CertificateSubject, now: Epoch): boolean;
}
