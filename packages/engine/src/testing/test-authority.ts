/** Certificates made for a test: an authority, what it issues, and what vouches for itself. */

import { createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import type { PublicJwk } from '@grantor/protocol';

export type TestIssued = {
  readonly der: Buffer;
  readonly certificate: string;
  readonly privateKey: string;
  /** The public key with the certificate in `x5c`. */
  readonly jwk: PublicJwk;
};

/** What a certificate says; without `names` no alternative name, good for a day before and after now. */
export type TestCertificateContent = {
  /** RSA of so many bits; absent: P-256. */
  readonly rsa?: number;
  /** In the order of the certificate, as `['O', 'Example']`. */
  readonly subject: readonly (readonly [type: keyof typeof types, value: string])[];
  readonly names?: readonly (readonly [kind: keyof typeof kinds, value: string | Buffer])[];
  /** In days from now. */
  readonly from?: number;
  readonly to?: number;
  readonly purpose?: 'clients' | 'servers';
  readonly constraints?: 'names';
};

export type TestAuthority = TestIssued & { issue(content: TestCertificateContent): TestIssued };

/** DER: a tag, the length, the content. */
function element(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const long = length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...(length < 128 ? [length] : long)]), content]);
}

const sequence = (...contents: readonly Buffer[]): Buffer => element(0x30, ...contents);
const identifier = (hex: string): Buffer => element(0x06, Buffer.from(hex, 'hex'));
const octets = (content: Buffer): Buffer => element(0x04, content);
const isTrue = element(0x01, Buffer.from([0xff]));
const ecdsaWithSha256 = sequence(identifier('2a8648ce3d040302'));
const rsaWithSha256 = sequence(Buffer.from('06092a864886f70d01010b0500', 'hex'));

const types = { C: '550406', O: '55040a', OU: '55040b', CN: '550403' } as const;
const kinds = { email: 0x81, dns: 0x82, uri: 0x86, ip: 0x87 } as const;
const purposes = { servers: '2b06010505070301', clients: '2b06010505070302' } as const;

const nameOf = (subject: TestCertificateContent['subject']): Buffer =>
  sequence(
    ...subject.map(([type, value]) =>
      element(0x31, sequence(identifier(types[type]), element(0x0c, Buffer.from(value)))),
    ),
  );

function timeIn(days: number): Buffer {
  const digits = new Date(Date.now() + days * 86_400_000).toISOString().replace(/[-:T]/g, '').slice(2, 14);
  return element(0x17, Buffer.from(`${digits}Z`));
}

function extensionsOf(
  { names = [], purpose, constraints }: TestCertificateContent,
  isAuthority: 'ca' | 'leaf',
) {
  const extension = (hex: string, value: Buffer): Buffer => sequence(identifier(hex), octets(value));
  const alternative = names.map(([kind, value]) => element(kinds[kind], Buffer.from(value)));
  const permitted = sequence(element(0xa0, sequence(element(0x82, Buffer.from('example')))));
  return [
    ...(isAuthority === 'ca' ? [sequence(identifier('551d13'), isTrue, octets(sequence(isTrue)))] : []),
    ...(names.length > 0 ? [extension('551d11', sequence(...alternative))] : []),
    ...(purpose === undefined ? [] : [extension('551d25', sequence(identifier(purposes[purpose])))]),
    ...(constraints === undefined ? [] : [extension('551d1e', permitted)]),
  ];
}

type Signer = { readonly name: Buffer; readonly key: KeyObject };

type Made = TestIssued & { readonly signer: Signer };

function make(content: TestCertificateContent, by: Signer | null, kind: 'ca' | 'leaf'): Made {
  const { publicKey, privateKey } =
    content.rsa === undefined
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: content.rsa });
  const name = nameOf(content.subject);
  const issuer = by ?? { name, key: privateKey };
  const algorithm = issuer.key.asymmetricKeyType === 'rsa' ? rsaWithSha256 : ecdsaWithSha256;
  const extensions = extensionsOf(content, kind);
  const body = sequence(
    element(0xa0, element(0x02, Buffer.from([2]))),
    element(0x02, Buffer.from([1]), randomBytes(8)),
    algorithm,
    issuer.name,
    sequence(timeIn(content.from ?? -1), timeIn(content.to ?? 1)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    ...(extensions.length === 0 ? [] : [element(0xa3, sequence(...extensions))]),
  );
  const signature = createSign('sha256').update(body).sign(issuer.key);
  const der = sequence(body, algorithm, element(0x03, Buffer.from([0]), signature));
  const text = der.toString('base64').replace(/.{64}/g, '$&\n').trimEnd();
  return {
    der,
    certificate: `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`,
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    jwk: { ...publicKey.export({ format: 'jwk' }), x5c: [der.toString('base64')] },
    signer: { name, key: privateKey },
  };
}

/** An authority of this name, and what it issues. */
export function createTestAuthority(
  name: string,
  change: Partial<TestCertificateContent> = {},
): TestAuthority {
  const own = make({ subject: [['CN', name]], ...change }, null, 'ca');
  return { ...own, issue: (content) => make(content, own.signer, 'leaf') };
}

/** A certificate that nobody else signed, and that is no authority, whatever it issues. */
export function selfSigned(content: TestCertificateContent): TestAuthority {
  const own = make(content, null, 'leaf');
  return { ...own, issue: (issued) => make(issued, own.signer, 'leaf') };
}
