type ImageType = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';

/** What a file of each raster format begins with, in hexadecimal; dots stand for any byte. */
const signatures: readonly (readonly [ImageType, RegExp])[] = [
  ['image/png', /^89504e470d0a1a0a/],
  ['image/jpeg', /^ffd8ff/],
  ['image/gif', /^474946383[79]61/],
  ['image/webp', /^52494646.{8}57454250/],
];

/** The types a logo may have (clients.md §2): raster only, since an SVG is a program. */
export const imageTypes: readonly string[] = signatures.map(([type]) => type);

/** The type the content itself shows, or null for everything that is no raster image; headers may lie. */
export function imageType(content: Uint8Array): ImageType | null {
  const head = Buffer.from(content.subarray(0, 12)).toString('hex');
  return signatures.find(([, signature]) => signature.test(head))?.[0] ?? null;
}
