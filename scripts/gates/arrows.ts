/** The arrows between packages, and what each may take from outside. The table is the architecture. */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Import, importsOf } from '../sources/imports.ts';
import { isTest, packageOf, type Source } from '../sources/sources.ts';

export type PackageRule = {
  /** Ours. */
  readonly packages: readonly string[];
  /** From the registry; the name of the package, not of an entry inside it. */
  readonly libraries: readonly string[];
  /** Of `node:` modules: which, or all. */
  readonly platform: readonly string[] | 'all';
};

export const PACKAGE_RULES: Readonly<Record<string, PackageRule>> = {
  protocol: {
    packages: [],
    libraries: [],
    // node:net for the grammar and ranges of addresses; globals.ts keeps the network out
    platform: ['node:buffer', 'node:crypto', 'node:net', 'node:util'],
  },
  engine: { packages: ['protocol'], libraries: [], platform: ['node:buffer', 'node:crypto'] },
  server: {
    packages: ['engine', 'protocol'],
    libraries: [
      ...['@redis/client', '@hono/node-server', 'hono', 'kysely', 'nodemailer', 'pg', 'prom-client', 'zod'],
      ...['@simplewebauthn/server', 'marked', 'otpauth', 'uqr'],
      ...['api', 'exporter-trace-otlp-http', 'resources', 'sdk-trace'].map(
        (name) => `@opentelemetry/${name}`,
      ),
    ],
    platform: 'all',
  },
  // node:http for the types of its messages; globals.ts keeps the network out
  resource: {
    packages: ['protocol'],
    libraries: ['jose'],
    platform: ['node:buffer', 'node:crypto', 'node:http'],
  },
  cli: { packages: ['protocol'], libraries: ['openid-client'], platform: 'all' },
  grantor: { packages: ['cli', 'server'], libraries: [], platform: ['node:module', 'node:path', 'node:url'] },
  compliance: { packages: [], libraries: ['jose'], platform: 'all' },
};

/** Package name → its entries beside the index, as `exports` of its package.json declares them. */
export type DeclaredEntries = Readonly<Record<string, readonly string[]>>;

/** Reads what the packages below `folder` declare. */
export function declaredEntries(folder: string): DeclaredEntries {
  const names = Object.keys(PACKAGE_RULES);
  return Object.fromEntries(
    names.map((name) => {
      const manifest = JSON.parse(readFileSync(resolve(folder, 'packages', name, 'package.json'), 'utf8'));
      const { exports } = manifest;
      const entries = typeof exports === 'object' && exports !== null ? Object.keys(exports) : [];
      return [name, entries.filter((entry) => entry !== '.').map((entry) => entry.slice(2))];
    }),
  );
}

type Border = { readonly owner: string; readonly rule: PackageRule; readonly entries: DeclaredEntries };

const libraryOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

function crossing(one: Import, { owner, rule, entries }: Border): string | undefined {
  const [, name = '', entry] = /^@grantor\/([^/]+)(?:\/(.+))?$/.exec(one.specifier) ?? [];
  if (entry !== undefined && !entries[name]?.includes(entry)) return 'enters a package beside its index';
  if (owner === 'compliance') return 'compliance imports none of ours';
  if (isTest(one.from)) return undefined;
  if (entry === 'testing' && owner !== name) return 'takes a testing entry into the product';
  return rule.packages.includes(name) ? undefined : `${owner} may not import ${name}`;
}

function inside(one: Import, target: string, owner: string): string | undefined {
  if (packageOf(target) !== owner) return 'leaves its package by a relative path';
  return isTest(target) && !isTest(one.from) ? 'takes a test into the product' : undefined;
}

function complaint(one: Import, border: Border): string | undefined {
  const { owner, rule } = border;
  if (one.target !== undefined) return inside(one, one.target, owner);
  if (one.specifier.startsWith('@grantor/')) return crossing(one, border);
  if (isTest(one.from)) return undefined;
  if (one.specifier.startsWith('node:')) {
    return rule.platform === 'all' || rule.platform.includes(one.specifier)
      ? undefined
      : `${owner} does without this part of the platform`;
  }
  return rule.libraries.includes(libraryOf(one.specifier)) ? undefined : `${owner} does without this library`;
}

/** Imports that go where no arrow of the table leads. */
export function forbiddenImports(sources: readonly Source[], entries: DeclaredEntries): readonly string[] {
  return sources.flatMap((source) => {
    const owner = packageOf(source.path);
    if (owner === undefined) return [];
    const rule = PACKAGE_RULES[owner];
    if (rule === undefined) return [`${source.path}: package ${owner} has no row in the table of arrows`];
    return importsOf(source).flatMap((one) => {
      const reason = complaint(one, { owner, rule, entries });
      return reason === undefined ? [] : [`${one.place}: ${one.specifier}: ${reason}`];
    });
  });
}
