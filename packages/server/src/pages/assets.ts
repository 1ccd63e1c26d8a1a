/**
 * Owns the files that pages load: read once, addressed by their content.
 * Never answers a request.
 */
import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import type { Branding } from '../branding/branding.ts';
import { dressed } from '../branding/palette.ts';
import { shippedFile } from '../shipped/shipped.ts';

export type Asset = {
  /** `/assets/<name>.<hash>.<extension>`: may be cached for a year, immutable (product A-7). */
  readonly path: string;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
  readonly etag: string;
};

export type AssetUrls = {
  readonly stylesheet: string;
  /** What the documentation is set with besides it. */
  readonly documentation: string;
  readonly script: string;
  /** What speaks to passkeys, on the pages that do. */
  readonly passkeys: string;
  /** What pages of clients ask in a frame (advanced.md LGO-4). */
  readonly checkSession: string;
  readonly icon: string;
  /** Of the site, in the place of the mark; absent: it has none. */
  readonly logo?: string;
};

export type Assets = {
  /** What a `Frame` carries. */
  readonly urls: AssetUrls;
  /** The same with the files in them: for a page that is shown where there are none of them. */
  readonly inline: AssetUrls;
  /** The asset served at exactly this path, if any. */
  readonly find: (path: string) => Asset | undefined;
};

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
};

const ours: Branding = { palette: null, logo: null };

/** Reads the assets from disk, in the colour and with the logo of the site (product.md G-2). */
export function loadAssets({ palette, logo }: Branding = ours): Assets {
  const inColour = (file: string, recolour: typeof dressed): Asset =>
    palette === null ? load(file) : assetOf(file, new TextEncoder().encode(recolour(textOf(file), palette)));
  const mark = logo === null ? null : assetOf(`logo${extensionOf(logo.type)}`, logo.body);
  const files = {
    stylesheet: inColour('grantor.css', dressed),
    documentation: load('documentation.css'),
    script: load('grantor.js'),
    passkeys: load('webauthn.js'),
    checkSession: load('check-session.js'),
    icon: mark ?? inColour('icon.svg', (icon, { accent }) => icon.replace('#0f766e', accent.light)),
    ...(mark === null ? {} : { logo: mark }),
  };
  const byPath = new Map(Object.values(files).map((asset) => [asset.path, asset]));
  const named = (as: (asset: Asset) => string): AssetUrls => ({
    stylesheet: as(files.stylesheet),
    documentation: as(files.documentation),
    script: as(files.script),
    passkeys: as(files.passkeys),
    checkSession: as(files.checkSession),
    icon: as(files.icon),
    ...(files.logo === undefined ? {} : { logo: as(files.logo) }),
  });
  return { urls: named(({ path }) => path), inline: named(dataUrl), find: (path) => byPath.get(path) };
}

const textOf = (file: string): string => new TextDecoder().decode(shippedFile(`assets/${file}`));

const extensionOf = (type: string): string =>
  Object.entries(contentTypes).find(([, each]) => each === type)?.[0] ?? '';

const dataUrl = ({ contentType, body }: Asset): string =>
  `data:${contentType.replace(' ', '')};base64,${Buffer.from(body).toString('base64')}`;

const load = (file: string): Asset => assetOf(file, shippedFile(`assets/${file}`));

function assetOf(file: string, body: Uint8Array<ArrayBuffer>): Asset {
  const digest = createHash('sha256').update(body).digest('hex');
  const extension = extname(file);
  return {
    path: `/assets/${file.slice(0, -extension.length)}.${digest.slice(0, 8)}${extension}`,
    body,
    contentType: contentTypes[extension] ?? 'application/octet-stream',
    etag: `"${digest.slice(0, 32)}"`,
  };
}
