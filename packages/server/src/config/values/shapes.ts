import { resolve } from 'node:path';
import { Secret } from '@grantor/protocol';
import {
  type Address,
  type Parsed,
  parseAddress,
  parseBoolean,
  parseDuration,
  parsed,
  parseInteger,
  parseList,
  refused,
} from './parse.ts';
import type { Shape } from './variable.ts';

const open = { confidential: false, unset: null } as const;

export const bool: Shape<boolean, null> = {
  ...open,
  type: 'bool',
  allowed: 'true, false, 1 or 0',
  parse: parseBoolean,
};

export const address: Shape<Address, null> = {
  ...open,
  type: 'addr',
  allowed: '[host]:port, port 0 for any free one',
  parse: parseAddress,
};

/** An absolute path. */
export const path: Shape<string, null> = {
  ...open,
  type: 'path',
  allowed: 'a path, relative ones from the working directory',
  parse: (text, folder) => parsed(resolve(folder, text)),
};

export function int(from: number, to: number): Shape<number, null> {
  const parse = (text: string): Parsed<number> => {
    const result = parseInteger(text);
    if (!result.ok) return result;
    return result.value < from || result.value > to ? refused('is out of range') : result;
  };
  return { ...open, type: 'int', allowed: `a whole number from ${from} to ${to}`, parse };
}

/** From 0 to 1. */
export const ratio: Shape<number, null> = {
  ...open,
  type: 'num',
  allowed: 'a number from 0 to 1, such as 0.05',
  parse: (given) =>
    /^(?:0|1|0?\.\d{1,6}|1\.0+)$/.test(given) ? parsed(Number(given)) : refused('is out of range'),
};

/** Requests per minute; 0 switches the limit off. */
export const perMinute: Shape<number, null> = {
  ...int(0, 1_000_000),
  allowed: 'requests per minute, a whole number from 0 (off) to 1000000',
};

type Span = {
  readonly from: string;
  readonly to: string;
  /** What 0 means, where it is below `from`. */
  readonly zero?: string;
};

/** Whole seconds. */
export const seconds = (span: Span): Shape<number, null> => duration(span, 1000);

/** Milliseconds, which the name in the code says. */
export const milliseconds = (span: Span): Shape<number, null> => duration(span, 1);

function duration({ from, to, zero }: Span, unit: 1 | 1000): Shape<number, null> {
  const lowest = length(from);
  const highest = length(to);
  const parse = (text: string): Parsed<number> => {
    const result = parseDuration(text);
    if (!result.ok) return result;
    const off = zero !== undefined && result.value === 0;
    if (!off && (result.value < lowest || result.value > highest)) return refused('is out of range');
    return result.value % unit === 0 ? parsed(result.value / unit) : refused('is not in whole seconds');
  };
  const exception = zero === undefined ? '' : `, or 0 (${zero})`;
  return {
    ...open,
    type: 'dur',
    unit: unit === 1000 ? 's' : 'ms',
    allowed: `a duration such as 90s or 1h30m, from ${from} to ${to}${exception}`,
    parse,
  };
}

/** Milliseconds of a duration written in this program. */
export function length(text: string): number {
  const result = parseDuration(text);
  if (!result.ok) throw new Error(`${text} ${result.wrong}`);
  return result.value;
}

export function choice<const T extends string>(...options: readonly T[]): Shape<T, null> {
  const parse = (text: string): Parsed<T> => {
    const option = options.find((candidate) => candidate === text);
    return option === undefined ? refused('is not one of the allowed values') : parsed(option);
  };
  return { ...open, type: 'enum', allowed: options.join(', '), parse };
}

export const text = (allowed: string, pattern: RegExp): Shape<string, null> => ({
  ...open,
  type: 'str',
  allowed,
  parse: (given) => (pattern.test(given) ? parsed(given) : refused('is malformed')),
});

export const parsedBy = <T>(
  type: 'str' | 'url',
  allowed: string,
  parse: (text: string) => Parsed<T>,
): Shape<T, null> => ({ ...open, type, allowed, parse });

/** Empty when unset. */
export const list = <T>(
  allowed: string,
  parseItem: (item: string) => Parsed<T>,
): Shape<readonly T[], readonly T[]> => ({
  type: 'list',
  allowed: `comma separated: ${allowed}`,
  confidential: false,
  unset: [],
  parse: (given) => parseList(given, parseItem),
});

export const secret = (allowed: string, check: (text: string) => Parsed<string>): Shape<Secret, null> => ({
  type: 'secret',
  allowed,
  confidential: true,
  unset: null,
  parse: (given) => concealed(check(given)),
});

/** What a program shows by `Authorization: Bearer`. */
export const token: Shape<Secret, null> = secret('16 to 512 visible characters without spaces', (text) =>
  /^[\x21-\x7e]{16,512}$/.test(text) ? parsed(text) : refused('is too short or has spaces'),
);

/** Comma separated secrets; empty when unset. */
export const secrets = (
  allowed: string,
  check: (text: string) => Parsed<string>,
): Shape<readonly Secret[], readonly Secret[]> => ({
  ...list(allowed, (item) => concealed(check(item))),
  confidential: true,
});

const concealed = (result: Parsed<string>): Parsed<Secret> =>
  result.ok ? parsed(Secret.of(result.value)) : result;
