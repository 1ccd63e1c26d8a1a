/**
 * Owns the files that pages load: read once, addressed by their content.
 * Never answers a request.
 */
import { createHash } from 'node:crypto';
import { extname } from 'node:path';
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
  readonly icon: string;
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
};

/** Reads the assets from disk. */
export function loadAssets(): Assets {
  const stylesheet = load('grantor.css');
  const documentation = load('documentation.css');
  const script = load('grantor.js');
  const passkeys = load('webauthn.js');
  const icon = load('icon.svg');
  const byPath = new Map(
    [stylesheet, documentation, script, passkeys, icon].map((asset) => [asset.path, asset]),
  );
  return {
    urls: {
      stylesheet: stylesheet.path,
      documentation: documentation.path,
      script: script.path,
      passkeys: passkeys.path,
      icon: icon.path,
    },
    inline: {
      stylesheet: dataUrl(stylesheet),
      documentation: dataUrl(documentation),
      script: dataUrl(script),
      passkeys: dataUrl(passkeys),
      icon: dataUrl(icon),
    },
    find: (path) => byPath.get(path),
  };
}

const dataUrl = ({ contentType, body }: Asset): string =>
  `data:${contentType.replace(' ', '')};base64,${Buffer.from(body).toString('base64')}`;

function load(file: string): Asset {
  const body = shippedFile(`assets/${file}`);
  const digest = createHash('sha256').update(body).digest('hex');
  const extension = extname(file);
  return {
    path: `/assets/${file.slice(0, -extension.length)}.${digest.slice(0, 8)}${extension}`,
    body,
    contentType: contentTypes[extension] ?? 'application/octet-stream',
    etag: `"${digest.slice(0, 32)}"`,
  };
}
