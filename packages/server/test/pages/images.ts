/** Small images for tests of logos. */

import { crc32, deflateSync } from 'node:zlib';

type Paint = (x: number, y: number) => readonly [number, number, number];

const chunk = (type: string, content: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
};

/** A square PNG of 8-bit colours. */
export function png(size: number, paint: Paint): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 2], 8);
  const rows = Array.from({ length: size }, (_, y) =>
    Buffer.from([0, ...Array.from({ length: size }, (_, x) => paint(x, y)).flat()]),
  );
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A leaf on a ground of its own, for the eye. */
export const leaf = png(88, (x, y) => {
  const [u, v] = [(x - 44) / 30, (y - 44) / 30];
  return (u - v) ** 2 * 1.6 + (u + v) ** 2 * 0.5 < 1 ? [250, 250, 240] : [38, 115, 77];
});

/** Beginnings of the other formats: enough to be taken for one of them. */
export const jpeg = Buffer.from('ffd8ffe000104a464946000101', 'hex');
export const gif = Buffer.from('GIF89a\u0001\u0000\u0001\u0000', 'latin1');
export const webp = Buffer.from('RIFF\u0024\u0000\u0000\u0000WEBPVP8 ', 'latin1');
export const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
