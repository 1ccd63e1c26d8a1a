import { randomInt } from 'node:crypto';

const steps = 1000;

/** From 0 to 1, which nobody can foretell. */
export const chance = (): number => randomInt(steps) / steps;

/** The lifetime give or take a tenth, so that what came together does not go together (operations.md E-2). */
export const spread = (lifetime: number, place = chance()): number => lifetime * (0.9 + 0.2 * place);

/** No lifetime is longer. */
export const longest = (lifetime: number): number => 1.1 * lifetime;
