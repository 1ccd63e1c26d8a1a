import { readFile } from 'node:fs/promises';
import { FEATURES, type Feature } from '../setup/features.ts';
import type { Fixtures } from '../setup/fixture.ts';
import { fixtures as ownFixtures } from '../setup/fixtures.ts';
import type { Target } from './target.ts';

// Any other server: already running, set up by its operator with fixtures written in a file.

/** What no server but Grantor is expected to offer, unless its description says so. */
const HOUSE_ONLY: ReadonlySet<Feature> = new Set<Feature>([
  'account_requests',
  'backchannel_decision',
  'aliases',
  'client_profiles',
  'grace',
  'house_rules',
  'key_rotation',
  'metadata_documents',
  'tokeninfo',
]);

interface Description {
  readonly features?: readonly Feature[];
  readonly fixtures?: Fixtures;
}

/** A description to begin with, which is also what stands where a description is silent. */
export const exampleDescription = (): Required<Description> => ({
  features: FEATURES.filter((feature) => !HOUSE_ONLY.has(feature)),
  fixtures: ownFixtures,
});

async function readDescription(file: string): Promise<Description> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new TypeError(`the description cannot be read: ${error.message}`);
  });
  let description: Description;
  try {
    description = JSON.parse(text);
  } catch (error) {
    throw new TypeError(
      `the description ${file} is no JSON: ${error instanceof Error ? error.message : error}`,
    );
  }
  const unknown = (description.features ?? []).filter((feature) => !FEATURES.includes(feature));
  if (unknown.length > 0)
    throw new TypeError(`the description names unknown features: ${unknown.join(', ')}`);
  return description;
}

async function expectAnswer(issuer: string): Promise<void> {
  await fetch(issuer, { redirect: 'manual' }).catch((error: Error) => {
    const { cause } = error;
    throw new Error(
      `nobody answers at ${issuer}: ${cause instanceof Error ? cause.message || Object(cause).code : error.message}`,
    );
  });
}

/**
 * A running server at an issuer URL; the description names its features and fixtures. A TypeError says what is wrong
 * with the description, and the start fails where nobody answers.
 */
export async function describedTarget(issuer: string, file?: string): Promise<Target> {
  const description = file === undefined ? {} : await readDescription(file);
  const { fixtures, features: names } = { ...exampleDescription(), ...description };
  const features = new Set(names);
  return {
    name: issuer,
    features,
    async start(variant) {
      if (variant !== 'default') return undefined;
      await expectAnswer(issuer);
      return { issuer, fixtures, features, stop: async () => undefined };
    },
  };
}
