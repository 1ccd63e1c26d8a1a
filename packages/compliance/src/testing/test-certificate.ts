import { createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { TestCertificate } from '../wire/document-host.ts';

// A certificate for hosts of this computer, made anew for every run and trusted by the target alone.

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
const COMMON_NAME = identifier('550403');
const BASIC_CONSTRAINTS = identifier('551d13');
const SUBJECT_ALTERNATIVE_NAME = identifier('551d11');
const DAY_MS = 86_400_000;

function utcTime(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]/g, '').slice(2, 14);
  return element(0x17, Buffer.from(`${digits}Z`));
}

function name(text: string): Buffer {
  const attribute = sequence(COMMON_NAME, element(0x0c, Buffer.from(text)));
  return sequence(element(0x31, attribute));
}

function extensions(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) => element(0x82, Buffer.from(host)));
  return sequence(
    sequence(BASIC_CONSTRAINTS, TRUE, octets(sequence(TRUE))),
    sequence(SUBJECT_ALTERNATIVE_NAME, octets(sequence(...names))),
  );
}

/** A certificate for the hosts, signed by itself and good for a day before and after now. */
export function makeTestCertificate(hosts: readonly string[]): TestCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = name('Grantor compliance test');
  const now = Date.now();
  const body = sequence(
    element(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_WITH_SHA256,
    issuer,
    sequence(utcTime(new Date(now - DAY_MS)), utcTime(new Date(now + DAY_MS))),
    issuer,
    publicKey.export({ type: 'spki', format: 'der' }),
    element(0xa3, extensions(hosts)),
  );
  const signature = createSign('sha256').update(body).sign(privateKey);
  const der = sequence(body, ECDSA_WITH_SHA256, bits(signature));
  const lines = der.toString('base64').replace(/.{64}/g, '$&\n');
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}
