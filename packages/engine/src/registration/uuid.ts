import type { Instant } from '@grantor/protocol';
import type { Random } from '../ports/ports.ts';
import { orderedBytes } from '../tokens/ordered-id.ts';

/** A version 7 UUID (RFC 9562), for what the order of making is no secret of: of the time, then 74 random bits. */
export function orderedUuid(random: Random, at: Instant): string {
  const bytes = orderedBytes(random, at);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
