const integerTag = 0x02;
const sequenceTag = 0x30;

/**
 * An ECDSA signature of R and S side by side (RFC 7518 §3.4) in DER, for any curve up to P-521.
 * OpenSSL takes both forms, but spends a quarter of the time of an ES256 verification on rewriting the first one itself.
 */
export function ecdsaSignatureInDer(signature: Uint8Array): Uint8Array {
  const half = signature.length / 2;
  const r = magnitude(signature.subarray(0, half));
  const s = magnitude(signature.subarray(half));
  const content = elementLength(r) + elementLength(s);
  // X.690 §8.1.3: a length of 128 or more has an octet before it
  const header = content < 0x80 ? [sequenceTag, content] : [sequenceTag, 0x81, content];
  const der = new Uint8Array(header.length + content);
  der.set(header);
  writeInteger(der, header.length, r);
  writeInteger(der, header.length + elementLength(r), s);
  return der;
}

/** Without the zeros in front; zero itself keeps one. */
function magnitude(bytes: Uint8Array): Uint8Array {
  let from = 0;
  while (from < bytes.length - 1 && bytes[from] === 0) from++;
  return bytes.subarray(from);
}

// The first bit is the sign, so a number that begins with it has a zero before it
const padding = (number: Uint8Array): number => ((number[0] ?? 0) < 0x80 ? 0 : 1);

const elementLength = (number: Uint8Array): number => 2 + padding(number) + number.length;

function writeInteger(der: Uint8Array, at: number, number: Uint8Array): void {
  const pad = padding(number);
  der[at] = integerTag;
  der[at + 1] = pad + number.length;
  der.set(number, at + 2 + pad);
}
