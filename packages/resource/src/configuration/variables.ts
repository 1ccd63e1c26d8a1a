import { shape } from '@grantor/protocol';
import type { Problems } from './problems.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads variables of the environment; an empty one counts as unset. Problems name the variable, never its value. */
export type Variables = {
  text(name: string): string | undefined;
  /** `true` or `false`, in any case. */
  flag(name: string): boolean | undefined;
  /** The parts of a list, trimmed, empty ones left out; undefined when the variable is unset. */
  list(name: string, separator: ',' | ' '): readonly string[] | undefined;
  count(name: string): number | undefined;
  /** Whether the value is as the option wants it; if not, that is a problem of the variable. */
  check(name: string, wanted: shape.Shape<unknown>, value: unknown): boolean;
};

export function createVariables(environment: Environment, problems: Problems): Variables {
  const text = (name: string): string | undefined => environment[name]?.trim() || undefined;
  return {
    text,
    flag(name) {
      const value = text(name)?.toLowerCase();
      if (value !== undefined && value !== 'true' && value !== 'false') {
        problems.add(`${name} must be true or false.`);
        return undefined;
      }
      return value === undefined ? undefined : value === 'true';
    },
    list: (name, separator) =>
      text(name)
        ?.split(separator === ',' ? ',' : /\s+/)
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    count(name) {
      const value = text(name);
      if (value === undefined) return undefined;
      if (/^\d{1,5}$/.test(value)) return Number(value);
      problems.add(`${name} must be a whole number from 0 to 99999.`);
      return undefined;
    },
    check(name, wanted, value) {
      const read = wanted(value);
      if (!(read instanceof shape.Flaws)) return true;
      for (const { message } of read.all) problems.add(`${name} ${message}.`);
      return false;
    },
  };
}
