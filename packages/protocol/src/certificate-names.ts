/** Whom a certificate is for (RFC 5280 §4.1.2.6, §4.2.1.6). */

import { type DerElement, readDer, readObjectIdentifier } from './der.ts';
import {
  type DistinguishedName,
  isSameName,
  parseDistinguishedName,
  readDistinguishedName,
} from './distinguished-name.ts';
import { canonicalAddress } from './ip-address.ts';

/** One name a client registered for its certificates (RFC 8705 §2.1.2). */
export type CertificateSubject = {
  readonly kind: 'dn' | 'dns' | 'uri' | 'ip' | 'email';
  readonly value: string;
};

type CertificateNames = {
  readonly subject: DistinguishedName;
  /** Entries of the subject alternative name, by their tag. */
  readonly alternatives: readonly DerElement[];
};

const SEQUENCE = 0x30;
const VERSION = 0xa0;
const EXTENSIONS = 0xa3;
const OCTET_STRING = 0x04;
const subjectAlternativeName = '2.5.29.17';

// RFC 5280 §4.2.1.6
const tags = { email: 0x81, dns: 0x82, uri: 0x86, ip: 0x87 } as const;

/** Whether a certificate in DER is for the subject: by its whole name, or by one of its alternative names. */
export function isCertificateOf(der: Uint8Array, { kind, value }: CertificateSubject): boolean {
  const names = namesIn(der);
  if (names === null) return false;
  if (kind === 'dn') {
    const wanted = parseDistinguishedName(value);
    return wanted !== null && isSameName(wanted, names.subject);
  }
  const wanted = canonicalName(kind, value);
  return names.alternatives
    .filter(({ tag }) => tag === tags[kind])
    .some((element) => wanted !== null && alternative(kind, element) === wanted);
}

type AlternativeKind = keyof typeof tags;

function alternative(kind: AlternativeKind, { content }: DerElement): string | null {
  if (kind === 'ip') return addressIn(content);
  return canonicalName(kind, Buffer.from(content).toString('latin1'));
}

function addressIn(content: Uint8Array): string | null {
  if (content.length === 4) return content.join('.');
  if (content.length !== 16) return null;
  const digits = Buffer.from(content).toString('hex');
  return canonicalAddress((digits.match(/.{4}/g) ?? []).join(':'));
}

/** Names of hosts are the same in any case; all else is what it is (RFC 5280 §7.2). */
function canonicalName(kind: AlternativeKind, value: string): string | null {
  switch (kind) {
    case 'ip':
      return canonicalAddress(value);
    case 'dns':
      return value.toLowerCase();
    case 'email': {
      const at = value.lastIndexOf('@');
      return at < 0 ? null : `${value.slice(0, at)}${value.slice(at).toLowerCase()}`;
    }
    case 'uri':
      return value;
  }
}

function namesIn(der: Uint8Array): CertificateNames | null {
  const fields = fieldsOf(der);
  const [, , , , subject] = fields.filter(({ tag }) => tag !== VERSION);
  const name = subject === undefined ? null : readDistinguishedName(subject);
  return name === null
    ? null
    : { subject: name, alternatives: sequenceIn(extensionIn(fields, subjectAlternativeName)) };
}

/** What the extension of this identifier holds, in DER; null: the certificate has none. */
export const certificateExtension = (der: Uint8Array, identifier: string): Uint8Array | null =>
  extensionIn(fieldsOf(der), identifier);

// RFC 5280 §4.1
function fieldsOf(der: Uint8Array): readonly DerElement[] {
  const [body] = sequenceIn(der);
  return body?.tag === SEQUENCE ? (readDer(body.content) ?? []) : [];
}

function extensionIn(fields: readonly DerElement[], identifier: string): Uint8Array | null {
  const listed = fields.find(({ tag }) => tag === EXTENSIONS);
  for (const { content } of sequenceIn(listed?.content ?? null)) {
    const [name, ...rest] = readDer(content) ?? [];
    if (name !== undefined && readObjectIdentifier(name.content) === identifier) {
      return rest.find(({ tag }) => tag === OCTET_STRING)?.content ?? null;
    }
  }
  return null;
}

/** The members of the one sequence that the bytes are; none where they are something else. */
function sequenceIn(bytes: Uint8Array | null): readonly DerElement[] {
  const [sequence, ...more] = (bytes === null ? null : readDer(bytes)) ?? [];
  return sequence?.tag === SEQUENCE && more.length === 0 ? (readDer(sequence.content) ?? []) : [];
}
