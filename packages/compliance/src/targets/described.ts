import { readFile } from 'node:fs/promises';
import { FEATURES, type Feature } from '../setup/features.ts';
import { type Fixtures, fixtures as ownFixtures } from '../setup/fixtures.ts';
import type { Target } from './target.ts';

// Any other server: already running, set up by its operator with fixtures written in a file.

/** What no server but Grantor is expected to offer, unless its description says so. */
const HOUSE_ONLY: ReadonlySet<Feature> = new Set<Feature>([
  'aliases',
  'grace',
  'house_rules',
  'metadata_documents',
  'tokeninfo',
]);

interface Description {
  readonly features?: readonly Feature[];
  readonly fixtures?: Fixtures;
}

/** A running server at an issuer URL; the description names its features and fixtures. */
export async function describedTarget(issuer: string, file?: string): Promise<Target> {
  const description: Description = file === undefined ? {} : JSON.parse(await readFile(file, 'utf8'));
  const features = new Set(description.features ?? FEATURES.filter((feature) => !HOUSE_ONLY.has(feature)));
  const fixtures = description.fixtures ?? ownFixtures;
  return {
    name: issuer,
    features,
    async start(variant) {
      if (variant !== 'default') return undefined;
      return { issuer, fixtures, features, stop: async () => undefined };
    },
  };
}
