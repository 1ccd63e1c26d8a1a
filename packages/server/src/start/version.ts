import { shippedText } from '../shipped/shipped.ts';

/** The version of this release. */
export const version = (): string => {
  const manifest: unknown = JSON.parse(shippedText('../package.json'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : '';
};
