import { sha256 } from './digest.ts';
import { equalInConstantTime } from './encoding.ts';

// RFC 7636 §4.2: the base64url form of a SHA-256 digest
const codeChallenge = /^[A-Za-z0-9_-]{43}$/;
// RFC 7636 §4.1
const codeVerifier = /^[A-Za-z0-9._~-]{43,128}$/;

/** Whether the text has the shape of an S256 code challenge. */
export const isCodeChallenge = (text: string): boolean => codeChallenge.test(text);

/** Whether the text has the shape of a code verifier. */
export const isCodeVerifier = (text: string): boolean => codeVerifier.test(text);

/** BASE64URL(SHA256(ASCII(verifier))), RFC 7636 §4.2. */
export const s256 = (verifier: string): string => sha256(verifier);

/** Whether the verifier belongs to the stored challenge, in constant time (RFC 7636 §4.6). */
export const provesChallenge = (verifier: string, challenge: string): boolean =>
  equalInConstantTime(s256(verifier), challenge);
