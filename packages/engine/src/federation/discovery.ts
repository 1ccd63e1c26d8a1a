/** The way from an entity up to a trust anchor (OpenID Federation §10.1, federation-vci-authlete.md FED-5, FED-6). */

import type { EntityStatement } from './entity-statement.ts';
import type { Errands } from './errands.ts';
import { FederationError } from './federation-error.ts';
import { mostSuperiors, type TrustChain, type Verification, validateChain } from './trust-chain.ts';

const mostHints = 8;

/** An entity on the way, and what was said below it. */
type Step = {
  readonly configuration: EntityStatement;
  /** From the subject's own statement up. */
  readonly below: readonly EntityStatement[];
  /** Every entity so far. */
  readonly passed: readonly string[];
};

/**
 * Every valid chain of the least length. `accept` throws for a chain that is not to be taken. Throws FederationError
 * where there is none.
 */
export async function discoverChains(
  leaf: EntityStatement,
  { errands, accept }: { readonly errands: Errands; readonly accept: (chain: TrustChain) => void },
  world: Verification,
): Promise<readonly TrustChain[]> {
  let refusal: FederationError | null = null;
  const orNone = async <Found>(finding: Promise<Found>): Promise<readonly Found[]> => {
    try {
      return [await finding];
    } catch (error) {
      if (!(error instanceof FederationError)) throw error;
      if (error.code !== 'not_found') refusal ??= error;
      return [];
    }
  };
  let level: readonly Step[] = [{ configuration: leaf, below: [leaf], passed: [leaf.sub] }];
  for (let height = 0; height < mostSuperiors && level.length > 0; height += 1) {
    const ways = level.flatMap((step) => superiorsOf(step, world).map((superior) => ({ step, superior })));
    const climbed = await Promise.all(ways.map((way) => orNone(climb(way, errands))));
    const reached = climbed.flat();
    const ends = reached.filter(({ configuration }) => world.anchors.has(configuration.sub));
    const checked = await Promise.all(ends.map((end) => orNone(complete(end, accept, world))));
    const chains = checked.flat();
    if (chains.length > 0) return chains;
    level = reached.filter((step) => !ends.includes(step));
  }
  if (errands.isIncomplete) throw new FederationError('temporarily_unavailable', refused(refusal));
  throw refusal ?? new FederationError('invalid_trust_anchor');
}

const refused = (refusal: FederationError | null): string | undefined => refusal?.detail;

/** Those that are trust anchors first, and nobody whom the way has passed. */
function superiorsOf({ configuration, passed }: Step, { anchors }: Verification): readonly string[] {
  const hints = configuration.authorityHints.filter((hint) => !passed.includes(hint));
  return [...new Set(hints)]
    .sort((a, b) => Number(anchors.has(b)) - Number(anchors.has(a)))
    .slice(0, mostHints);
}

async function climb(
  { step, superior }: { readonly step: Step; readonly superior: string },
  errands: Errands,
): Promise<Step> {
  const configuration = await errands.configurationOf(superior);
  const statement = await errands.statementAbout(step.configuration.sub, configuration);
  return {
    configuration,
    below: [...step.below, statement],
    passed: [...step.passed, superior],
  };
}

async function complete(
  { configuration, below }: Step,
  accept: (chain: TrustChain) => void,
  world: Verification,
): Promise<TrustChain> {
  const chain = await validateChain([...below, configuration], world);
  accept(chain);
  return chain;
}
