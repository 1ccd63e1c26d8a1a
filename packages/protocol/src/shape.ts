/**
 * Shapes of values that come from outside. A shape reads a value of any kind into one of its type, or tells everything
 * that is wrong with it. It never throws, and keeps nothing of the value in what it tells.
 */

import { isJsonObject } from './compact-jws.ts';

/** One thing that is wrong, to be read after the name of what it is about. */
export type Flaw = {
  /** From the whole value to the part in question: names of members, and indices. */
  readonly path: readonly (string | number)[];
  readonly message: string;
};

/** What was told instead of a value; never empty. */
export class Flaws {
  readonly all: readonly Flaw[];

  constructor(all: readonly Flaw[]) {
    this.all = all;
  }
}

export type Shape<Value> = (given: unknown) => Value | Flaws;

/** What a shape reads. */
export type Read<Of extends Shape<unknown>> = Exclude<ReturnType<Of>, Flaws>;

type Shapes = Readonly<Record<string, Shape<unknown>>>;
type Optional<Of extends Shapes> = {
  [Name in keyof Of]: undefined extends Read<Of[Name]> ? Name : never;
}[keyof Of];
type Members<Of extends Shapes> = { readonly [Name in Exclude<keyof Of, Optional<Of>>]: Read<Of[Name]> } & {
  readonly [Name in Optional<Of>]?: Read<Of[Name]>;
};

const must = (what: string): Flaws => new Flaws([{ path: [], message: `must be ${what}` }]);

/** Any value, as it is. */
export const anything: Shape<unknown> = (given) => given;

/** What passes the test. All the shapes below that take `what` say "must be …" of other values. */
export const is =
  <Value>(test: (given: unknown) => given is Value, what: string): Shape<Value> =>
  (given) =>
    test(given) ? given : must(what);

export const text = (what = 'a text') => is((given) => typeof given === 'string', what);

export const flag = (what = 'true or false') => is((given) => typeof given === 'boolean', what);

/** A finite number: JSON can spell one that is not, `1e999`. */
export const number = (what = 'a number') =>
  is((given): given is number => typeof given === 'number' && Number.isFinite(given), what);

/** One of these very texts. */
export const oneOf = <const Value extends string>(values: readonly Value[], what: string) =>
  is((given): given is Value => values.some((value) => value === given), what);

/** What the function makes of the value; null where it can make nothing of it. */
export const made =
  <Value extends NonNullable<unknown>>(make: (given: unknown) => Value | null, what: string): Shape<Value> =>
  (given) =>
    make(given) ?? must(what);

/** What the shape reads and passes the test besides. */
export const where =
  <Value>(shape: Shape<Value>, test: (value: Value) => boolean, what: string): Shape<Value> =>
  (given) => {
    const value = shape(given);
    return value instanceof Flaws || test(value) ? value : must(what);
  };

/** What the function makes of what the shape reads. */
export const changed =
  <From, To>(shape: Shape<From>, change: (value: From) => To): Shape<To> =>
  (given) => {
    const value = shape(given);
    return value instanceof Flaws ? value : change(value);
  };

export const optional =
  <Value>(shape: Shape<Value>): Shape<Value | undefined> =>
  (given) =>
    given === undefined ? undefined : shape(given);

/** Reads the substitute where nothing is given. */
export const withDefault =
  <Value>(shape: Shape<Value>, substitute: unknown): Shape<Value> =>
  (given) =>
    shape(given === undefined ? substitute : given);

/**
 * What the first of them reads that reads the value at all. Where none does, the one that found fault only with
 * parts of the value knows best; without such a one, or with several, the value as a whole is wrong.
 */
export const either =
  <Value>(shapes: readonly Shape<Value>[], what: string): Shape<Value> =>
  (given) => {
    const refused: Flaws[] = [];
    for (const shape of shapes) {
      const value = shape(given);
      if (!(value instanceof Flaws)) return value;
      refused.push(value);
    }
    const [best, ...others] = refused.filter(({ all }) => all.every(({ path }) => path.length > 0));
    return best === undefined || others.length > 0 ? must(what) : best;
  };

/** An array of what the shape reads. */
export const list =
  <Value>(shape: Shape<Value>, what = 'a list'): Shape<readonly Value[]> =>
  (given) => {
    if (!Array.isArray(given)) return must(what);
    const flaws: Flaw[] = [];
    const values: Value[] = [];
    given.forEach((member, index) => {
      const value = readPart(shape, member, { at: index, flaws });
      if (!(value instanceof Flaws)) values.push(value);
    });
    return flaws.length > 0 ? new Flaws(flaws) : values;
  };

/** An object of any members, each of which the shape reads. */
export const record =
  <Value>(shape: Shape<Value>, what = 'an object'): Shape<Readonly<Record<string, Value>>> =>
  (given) => {
    if (!isJsonObject(given)) return must(what);
    const flaws: Flaw[] = [];
    const values = Object.entries(given).map(([name, member]) => [
      name,
      readPart(shape, member, { at: name, flaws }),
    ]);
    return flaws.length > 0 ? new Flaws(flaws) : Object.fromEntries(values);
  };

/** An object of these members, read from what it has of its own. No other member may be there. */
export function object<Of extends Shapes>(shapes: Of, what = 'an object'): Shape<Members<Of>> {
  const known = members(shapes, what);
  return (given) => {
    const strangers = isJsonObject(given)
      ? Object.keys(given).filter((name) => !Object.hasOwn(shapes, name))
      : [];
    if (strangers.length === 0) return known(given);
    const read = known(given);
    const flaws = strangers.map((name) => ({ path: [name], message: 'is not an option' }));
    return new Flaws(read instanceof Flaws ? [...flaws, ...read.all] : flaws);
  };
}

/** As `object`, but silent about other members, which are left out. */
export function members<Of extends Shapes>(shapes: Of, what = 'an object'): Shape<Members<Of>> {
  const entries = Object.entries(shapes);
  return (given) => {
    if (!isJsonObject(given)) return must(what);
    const flaws: Flaw[] = [];
    const values: Record<string, unknown> = {};
    for (const [name, shape] of entries) {
      const value = readPart(shape, Object.hasOwn(given, name) ? given[name] : undefined, {
        at: name,
        flaws,
      });
      if (value !== undefined) values[name] = value;
    }
    return flaws.length > 0 ? new Flaws(flaws) : (values as Members<Of>);
  };
}

type Part = { readonly at: string | number; readonly flaws: Flaw[] };

/** Reads a part of a value. What is wrong with it is added to `flaws`, as seen from the whole. */
function readPart<Value>(shape: Shape<Value>, given: unknown, { at, flaws }: Part): Value | Flaws {
  const value = shape(given);
  if (value instanceof Flaws) {
    for (const { path, message } of value.all) flaws.push({ path: [at, ...path], message });
  }
  return value;
}
