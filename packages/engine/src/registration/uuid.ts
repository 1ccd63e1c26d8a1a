import type { Random } from '../ports/ports.ts';

/** A random identifier of unreserved characters (RFC 9562 §5.4). */
export function randomUuid(random: Random): string {
  const bytes = Buffer.from(random.token(16), 'base64url');
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
