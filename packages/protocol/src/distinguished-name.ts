/** Names of certificate subjects: from text (RFC 4514), from DER, and compared (RFC 5280 §7.1). */

import { type DerElement, readDer, readDerString, readObjectIdentifier } from './der.ts';

type Attribute = { readonly type: string; readonly value: string };

/** Relative names in the order of the certificate, each of one or more attributes. */
export type DistinguishedName = readonly (readonly Attribute[])[];

const SEQUENCE = 0x30;
const SET = 0x31;
const OBJECT_IDENTIFIER = 0x06;

/** The name in DER, or null (RFC 5280 §4.1.2.4). */
export function readDistinguishedName({ tag, content }: DerElement): DistinguishedName | null {
  const sets = tag === SEQUENCE ? readDer(content) : null;
  return sets === null ? null : allOf(sets.map(readRelativeName));
}

function readRelativeName({ tag, content }: DerElement): readonly Attribute[] | null {
  const members = tag === SET ? readDer(content) : null;
  if (members === null || members.length === 0) return null;
  return allOf(members.map(readAttribute));
}

function readAttribute({ tag, content }: DerElement): Attribute | null {
  const [type, value, ...more] = (tag === SEQUENCE ? readDer(content) : null) ?? [];
  if (type?.tag !== OBJECT_IDENTIFIER || value === undefined || more.length > 0) return null;
  const identifier = readObjectIdentifier(type.content);
  return identifier === null ? null : attributeOf(identifier, value);
}

/** A value that is no text is compared byte by byte, and with its own kind alone. */
function attributeOf(type: string, element: DerElement): Attribute {
  const text = readDerString(element);
  return text === null
    ? { type: `${type}#${element.tag}`, value: Buffer.from(element.content).toString('hex') }
    : { type, value: text };
}

function allOf<Item>(items: readonly (Item | null)[]): readonly Item[] | null {
  const found = items.filter((item) => item !== null);
  return found.length === items.length ? found : null;
}

// RFC 4514 §3, and further names that certificates of organisations have
const knownTypes: Readonly<Record<string, string>> = {
  CN: '2.5.4.3',
  SN: '2.5.4.4',
  SERIALNUMBER: '2.5.4.5',
  C: '2.5.4.6',
  L: '2.5.4.7',
  ST: '2.5.4.8',
  STREET: '2.5.4.9',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  TITLE: '2.5.4.12',
  BUSINESSCATEGORY: '2.5.4.15',
  POSTALCODE: '2.5.4.17',
  GIVENNAME: '2.5.4.42',
  ORGANIZATIONIDENTIFIER: '2.5.4.97',
  JURISDICTIONL: '1.3.6.1.4.1.311.60.2.1.1',
  JURISDICTIONST: '1.3.6.1.4.1.311.60.2.1.2',
  JURISDICTIONC: '1.3.6.1.4.1.311.60.2.1.3',
  EMAILADDRESS: '1.2.840.113549.1.9.1',
  UID: '0.9.2342.19200300.100.1.1',
  DC: '0.9.2342.19200300.100.1.25',
};

/** The name a text says, or null: it is none, or has a type of attribute that nobody knows here (RFC 4514 §3). */
export function parseDistinguishedName(text: string): DistinguishedName | null {
  const names = splitUnescaped(text, ',').map((part) => allOf(splitUnescaped(part, '+').map(parseAttribute)));
  return allOf(names)?.toReversed() ?? null; // RFC 4514 §2.1: the last comes first
}

/** At each separator that no backslash stands before. */
function splitUnescaped(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === separator) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}

const dotted = /^\d+(?:\.\d+)+$/;

function parseAttribute(text: string): Attribute | null {
  const mark = text.indexOf('=');
  if (mark < 0) return null;
  const name = text.slice(0, mark).trim().toUpperCase();
  const type = dotted.test(name) ? name : Object.hasOwn(knownTypes, name) ? knownTypes[name] : undefined;
  return type === undefined ? null : parseValue(type, text.slice(mark + 1).trimStart());
}

/** RFC 4514 §2.4: a string with escapes, or `#` and the value in DER. */
function parseValue(type: string, text: string): Attribute | null {
  if (!text.startsWith('#')) {
    const value = unescaped(text);
    return value === null ? null : { type, value };
  }
  const digits = text.slice(1).trimEnd();
  if (digits.length % 2 !== 0 || !/^[0-9a-f]+$/i.test(digits)) return null;
  const [element, ...more] = readDer(Buffer.from(digits, 'hex')) ?? [];
  return element === undefined || more.length > 0 ? null : attributeOf(type, element);
}

const unwritten = '";<>\u0000';

function unescaped(text: string): string | null {
  const bytes: Buffer[] = [];
  let from = 0;
  let at = 0;
  const take = (): void => void bytes.push(Buffer.from(text.slice(from, at)));
  while (at < text.length) {
    const character = text[at] ?? '';
    if (unwritten.includes(character)) return null;
    if (character === '\\') {
      take();
      const pair = text.slice(at + 1, at + 3);
      const isHex = /^[0-9a-f]{2}$/i.test(pair);
      if (!isHex && !' "#+,;<=>\\'.includes(text[at + 1] ?? 'none')) return null;
      bytes.push(isHex ? Buffer.from(pair, 'hex') : Buffer.from(text[at + 1] ?? ''));
      at += isHex ? 3 : 2;
      from = at;
    } else at += 1;
  }
  take();
  return Buffer.concat(bytes).toString('utf8');
}

/** Whether both name the same: case and runs of spaces do not matter (RFC 4518 §2, RFC 5280 §7.1). */
export const isSameName = (left: DistinguishedName, right: DistinguishedName): boolean =>
  canonical(left) === canonical(right);

const canonical = (name: DistinguishedName): string =>
  JSON.stringify(
    name.map((attributes) =>
      attributes.map(({ type, value }) => JSON.stringify([type, prepared(value)])).sort(),
    ),
  );

const prepared = (value: string): string =>
  value.normalize('NFKC').toLowerCase().split(/\s/).filter(Boolean).join(' ');
