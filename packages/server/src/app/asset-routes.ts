import type { Route } from '../http/routes.ts';
import type { Asset, Assets } from '../pages/index.ts';

/** Files that pages load: named by their content, so they may be kept for a year (product.md A-7). */
export const assetRoutes = ({ urls, find }: Assets): readonly Route[] =>
  // A logo is the icon, too
  [...new Set(Object.values(urls))]
    .map(find)
    .filter((asset) => asset !== undefined)
    .flatMap((asset) => [assetRoute(asset.path, asset)])
    .concat(favicon(find(urls.icon)));

/** An image opened by itself runs nothing and asks for nothing. */
const alone = { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox" };

const assetRoute = (path: string, asset: Asset): Route => ({
  paths: [path],
  get: () => ({
    status: 200,
    cookies: [],
    body: asset.body,
    headers: {
      'content-type': asset.contentType,
      'cache-control': 'public, max-age=31536000, immutable',
      'cross-origin-resource-policy': 'same-origin',
      ...(asset.contentType.startsWith('image/') ? alone : {}),
      etag: asset.etag,
    },
  }),
  safe: 'safe',
  crossOrigin: 'none',
  audience: 'page',
});

/** Browsers ask for it unasked. */
const favicon = (icon: Asset | undefined): readonly Route[] =>
  icon === undefined ? [] : [assetRoute('/favicon.ico', icon)];
