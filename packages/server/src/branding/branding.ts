/**
 * branding/ owns what is a site's own on its pages: its logo and its colour (product.md G-2). Never fetches anything,
 * and serves nothing: `pages/assets.ts` has it among the files that pages load.
 */

import { readFile } from 'node:fs/promises';
import { imageType } from '../logos/image-type.ts';
import { Refusal } from '../refusal/refusal.ts';
import { shippedText } from '../shipped/shipped.ts';
import { judgeAccent, type Palette } from './palette.ts';
import { drawingOf } from './svg.ts';

/** SITE_LOGO or SITE_ACCENT cannot be shown; the message says why, with the figures. */
export class BrandingUnusable extends Refusal {
  override readonly name = 'BrandingUnusable';
}

export type Branding = {
  /** null: the colour of the product. */
  readonly palette: Palette | null;
  /** null: the mark of the product. */
  readonly logo: { readonly type: string; readonly body: Uint8Array<ArrayBuffer> } | null;
};

/** In bytes, as of the logos of clients (clients.md §2). */
const longestLogo = 65_536;

type Settings = {
  /** `#rrggbb` */
  readonly siteAccent: string | null;
  /** A path. */
  readonly siteLogo: string | null;
};

/** Reads the file and judges the colour. Rejects with BrandingUnusable. */
export const openBranding = async ({ siteAccent, siteLogo }: Settings): Promise<Branding> => ({
  palette: siteAccent === null ? null : paletteOf(siteAccent),
  logo: siteLogo === null ? null : await readLogo(siteLogo),
});

function paletteOf(accent: string): Palette {
  const judged = judgeAccent(accent, shippedText('assets/grantor.css'));
  if (judged.kind === 'readable') return judged.palette;
  throw new BrandingUnusable(
    `SITE_ACCENT cannot be read on every page, where a contrast of 4.5 is needed: ${judged.figures.join('; ')}. ` +
      `${judged.nearest} would do`,
  );
}

async function readLogo(file: string): Promise<Branding['logo']> {
  const named = `${file} (SITE_LOGO)`;
  const body = await readFile(file).catch((cause: unknown) => {
    throw new BrandingUnusable(`${named} cannot be read`, { cause });
  });
  if (body.length > longestLogo)
    throw new BrandingUnusable(`${named} has ${body.length} bytes, where ${longestLogo} are allowed`);
  const type = imageType(body);
  if (type !== null) return { type, body: new Uint8Array(body) };
  const drawing = drawingOf(body.toString('utf8'));
  if (drawing === null)
    throw new BrandingUnusable(`${named} is no PNG, JPEG, GIF, WebP or SVG image that could be shown`);
  return { type: 'image/svg+xml', body: new Uint8Array(Buffer.from(drawing)) };
}
