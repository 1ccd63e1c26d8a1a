/** The engine with something around each of its functions. */

import type { CredentialIssuer, Engine, Observer } from '@grantor/engine';
import type { EngineStore } from '../store/engine-store.ts';
import { onceItCounts, type ReadingMode } from '../store/reading.ts';

type Call = (...given: readonly unknown[]) => unknown;

/**
 * Each function of it, those of a part of it by the name of the part and theirs, as `around` makes it of its name and
 * itself.
 */
export const aroundCalls = <Calls extends object>(
  calls: Calls,
  around: (name: string, call: Call) => Call,
  before = '',
): Calls =>
  Object.fromEntries(
    Object.entries(calls).map(([name, member]) => [
      name,
      typeof member === 'function'
        ? around(before + name, member as Call)
        : aroundCalls(member as object, around, `${name}.`),
    ]),
  ) as unknown as Calls; // every member of it is such a function, or a part that has some

type Modes<Calls> = { readonly [Name in keyof Calls]?: ReadingMode };

/**
 * How its functions use what is remembered; the others ask first. Those that programs call all the time may be begun
 * again: until they write they leave nothing behind. Documents may be some seconds old, and answer while the database
 * is away (operations.md §11).
 */
const engineModes: Modes<Engine> = {
  token: 'trusted',
  introspect: 'trusted',
  verify: 'trusted',
  discovery: 'recalled',
  protectedResource: 'recalled',
  entityConfiguration: 'recalled',
};

const issuerModes: Modes<CredentialIssuer> = { metadata: 'recalled', type: 'recalled' };

type Within = Pick<EngineStore, 'inOneReading'>;

/** Each of its functions as one reading of what is remembered (operations.md E-4). */
const inReadings = <Calls extends object>(
  calls: Calls,
  modes: Modes<Calls>,
  { inOneReading }: Within,
): Calls =>
  inOneReading === null
    ? calls
    : aroundCalls(
        calls,
        (name, call) =>
          (...given) =>
            inOneReading(modes[name as keyof Calls] ?? 'asked', () => call(...given) as Promise<unknown>),
      );

export const readingEngine = (engine: Engine, within: Within): Engine =>
  inReadings(engine, engineModes, within);

export const readingIssuer = (issuer: CredentialIssuer, within: Within): CredentialIssuer =>
  inReadings(issuer, issuerModes, within);

/** Tells what the engine observed once the request that it was in counts. */
export const heldBack = (observer: Observer): Observer => ({
  observe: (observation) => onceItCounts(() => observer.observe(observation)),
});
