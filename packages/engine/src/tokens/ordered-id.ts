/** Ids of rows that are written one after another. Never of anything that has to be secret. */

import { encodeBase64url, type FamilyId, familyId, type Instant, instant } from '@grantor/protocol';
import type { Random } from '../ports/ports.ts';

const timeBytes = 6;
const drawnBytes = 10;

/** Characters of base64url that say the time, and nothing else. */
export const timeLength = (timeBytes * 4) / 3;

const written = Buffer.alloc(timeBytes);

/** The time in milliseconds, in 48 bits. */
export function timeInText(at: Instant): string {
  written.writeUIntBE(at, 0, timeBytes);
  return encodeBase64url(written);
}

/**
 * 128 bits: 48 of the time in milliseconds, then 80 random ones. What is made in the same moment lies together in the
 * index of a store, which then changes few pages for many rows.
 */
export const orderedBytes = (random: Random, at: Instant): Buffer =>
  Buffer.from(orderedId(random, at), 'base64url');

/** The same as base64url. */
export const orderedId = (random: Random, at: Instant): string =>
  `${timeInText(at)}${random.token(drawnBytes)}`;

/** When the token of this id was made; of a token of before ids said it, or of anybody else's, any time. */
export function timeOfTokenId(tokenId: string): Instant {
  const bytes = Buffer.alloc(timeBytes);
  bytes.write(tokenId.slice(tokenId.indexOf('.') + 1), 'base64url');
  return instant(bytes.readUIntBE(0, timeBytes));
}

export const newFamilyId = (random: Random, at: Instant): FamilyId => familyId(orderedId(random, at));
