/** One value in DER: its tag as it stands, and its content (X.690 §8.1). */
export type DerElement = { readonly tag: number; readonly content: Uint8Array };

/** The values that stand one after another, or null where the bytes are no such. High tag numbers and indefinite lengths are not read. */
export function readDer(bytes: Uint8Array): readonly DerElement[] | null {
  const elements: DerElement[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = bytes[at] ?? 0;
    const length = lengthAt(bytes, at + 1);
    if ((tag & 0x1f) === 0x1f || length === null) return null;
    const end = length.from + length.value;
    if (end > bytes.length) return null;
    elements.push({ tag, content: bytes.subarray(length.from, end) });
    at = end;
  }
  return elements;
}

// X.690 §8.1.3, §10.1
function lengthAt(bytes: Uint8Array, at: number): { readonly value: number; readonly from: number } | null {
  const first = bytes[at];
  if (first === undefined) return null;
  if (first < 0x80) return { value: first, from: at + 1 };
  const count = first & 0x7f;
  if (count === 0 || count > 3 || at + count >= bytes.length) return null;
  let value = 0;
  for (const byte of bytes.subarray(at + 1, at + 1 + count)) value = value * 256 + byte;
  return { value, from: at + 1 + count };
}

/** An object identifier with dots, or null (X.690 §8.19). */
export function readObjectIdentifier(content: Uint8Array): string | null {
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f);
    if (!Number.isSafeInteger(arc)) return null;
    if (byte < 0x80) {
      arcs.push(arc);
      arc = 0;
    }
  }
  const [first, ...others] = arcs;
  if (first === undefined || (content.at(-1) ?? 0x80) >= 0x80) return null;
  const root = Math.min(Math.floor(first / 40), 2);
  return [root, first - root * 40, ...others].join('.');
}

/** The text of a value of one of the string types, or null (X.690 §8.23). */
export function readDerString({ tag, content }: DerElement): string | null {
  const decoder = decoders[tag];
  return decoder === undefined ? null : decoder(content);
}

const latin = (content: Uint8Array): string => Buffer.from(content).toString('latin1');

const decoders: Readonly<Record<number, (content: Uint8Array) => string | null>> = {
  12: utf8,
  18: latin, // NumericString
  19: latin, // PrintableString
  20: latin, // TeletexString
  22: latin, // IA5String
  26: latin, // VisibleString
  30: (content) => (content.length % 2 === 0 ? Buffer.from(content).swap16().toString('utf16le') : null), // BMPString
};

function utf8(content: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return null;
  }
}
