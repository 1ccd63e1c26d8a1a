import { createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { isIPv4 } from 'node:net';
import type { HeldCertificate } from '../setup/certificates.ts';
import type { TestCertificate } from '../wire/document-host.ts';

// Certificates made anew for every run: of hosts of this computer, and of clients.

/** DER: a tag, the length, the content. */
function element(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  if (length < 128) return Buffer.concat([Buffer.from([tag, length]), content]);
  const bytes = length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...bytes]), content]);
}

const sequence = (...contents: readonly Buffer[]): Buffer => element(0x30, ...contents);
const integer = (content: Buffer): Buffer => element(0x02, content);
const identifier = (hex: string): Buffer => element(0x06, Buffer.from(hex, 'hex'));
const octets = (content: Buffer): Buffer => element(0x04, content);
const bits = (content: Buffer): Buffer => element(0x03, Buffer.from([0]), content);
const TRUE = element(0x01, Buffer.from([0xff]));

const ECDSA_WITH_SHA256 = sequence(identifier('2a8648ce3d040302'));
const ATTRIBUTES = { O: identifier('55040a'), CN: identifier('550403') } as const;
const BASIC_CONSTRAINTS = identifier('551d13');
const SUBJECT_ALTERNATIVE_NAME = identifier('551d11');
const DAY_MS = 86_400_000;

function utcTime(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]/g, '').slice(2, 14);
  return element(0x17, Buffer.from(`${digits}Z`));
}

type Subject = readonly (readonly [attribute: keyof typeof ATTRIBUTES, value: string])[];

const nameOf = (subject: Subject): Buffer =>
  sequence(
    ...subject.map(([attribute, value]) =>
      element(0x31, sequence(ATTRIBUTES[attribute], element(0x0c, Buffer.from(value)))),
    ),
  );

const AUTHORITY = sequence(BASIC_CONSTRAINTS, TRUE, octets(sequence(TRUE)));

function hostNames(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) =>
    isIPv4(host) ? element(0x87, Buffer.from(host.split('.').map(Number))) : element(0x82, Buffer.from(host)),
  );
  return sequence(SUBJECT_ALTERNATIVE_NAME, octets(sequence(...names)));
}

interface Signer {
  readonly name: Buffer;
  readonly key: KeyObject;
}

interface Made extends HeldCertificate {
  readonly signer: Signer;
}

/** Good for a day before and after now; signed by itself where nobody else does. */
function make(subject: Subject, extensions: readonly Buffer[], by?: Signer): Made {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = nameOf(subject);
  const issuer = by ?? { name, key: privateKey };
  const now = Date.now();
  const body = sequence(
    element(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_WITH_SHA256,
    issuer.name,
    sequence(utcTime(new Date(now - DAY_MS)), utcTime(new Date(now + DAY_MS))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    ...(extensions.length === 0 ? [] : [element(0xa3, sequence(...extensions))]),
  );
  const signature = createSign('sha256').update(body).sign(issuer.key);
  const der = sequence(body, ECDSA_WITH_SHA256, bits(signature));
  const lines = der.toString('base64').replace(/.{64}/g, '$&\n').trimEnd();
  const x5c = [der.toString('base64')];
  return {
    der,
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicJwk: {
      ...publicKey.export({ format: 'jwk' }),
      kid: 'certificate-1',
      alg: 'ES256',
      use: 'sig',
      x5c,
    },
    signer: { name, key: privateKey },
  };
}

/** A certificate for the hosts, signed by itself. */
export const makeTestCertificate = (hosts: readonly string[]): TestCertificate =>
  make([['CN', 'Grantor compliance test']], [AUTHORITY, hostNames(hosts)]);

/** A certificate of a client that nobody else signed. */
export const selfSigned = (subject: Subject): HeldCertificate => make(subject, []);

/** An authority, and what it signs for clients. */
export function makeTestAuthority(name: string) {
  const { certificate, signer } = make([['CN', name]], [AUTHORITY]);
  return { certificate, issue: (subject: Subject): HeldCertificate => make(subject, [], signer) };
}
