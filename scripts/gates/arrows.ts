/** The arrows between packages, and what each may take from outside. The table is the architecture. */

import { type Import, importsOf } from './imports.ts';
import { isTest, packageOf, type Source } from './sources.ts';

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
    libraries: ['jose', 'zod'],
    platform: ['node:buffer', 'node:crypto', 'node:util'],
  },
  engine: { packages: ['protocol'], libraries: [], platform: ['node:buffer', 'node:crypto'] },
  server: {
    packages: ['engine', 'protocol'],
    libraries: ['@hono/node-server', 'hono', 'jose', 'kysely', 'pg', 'pino', 'zod'],
    platform: 'all',
  },
  resource: { packages: ['protocol'], libraries: ['jose', 'zod'], platform: ['node:buffer', 'node:crypto'] },
  cli: { packages: ['protocol'], libraries: ['openid-client'], platform: 'all' },
  compliance: { packages: [], libraries: ['jose', 'oauth4webapi', 'oidc-provider', 'koa'], platform: 'all' },
};

/** Entries of a package beside its index; `testing` is for tests only. */
export const DECLARED_ENTRIES: Readonly<Record<string, readonly string[]>> = { engine: ['testing'] };

const libraryOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

function crossing(one: Import, owner: string, rule: PackageRule): string | undefined {
  const [, name = '', entry] = /^@grantor\/([^/]+)(?:\/(.+))?$/.exec(one.specifier) ?? [];
  if (entry !== undefined && !DECLARED_ENTRIES[name]?.includes(entry))
    return 'enters a package beside its index';
  if (isTest(one.from)) return owner === 'compliance' ? 'compliance imports none of ours' : undefined;
  if (entry !== undefined && owner !== name) return 'takes a testing entry into the product';
  return rule.packages.includes(name) ? undefined : `${owner} may not import ${name}`;
}

function complaint(one: Import, owner: string, rule: PackageRule): string | undefined {
  if (one.target !== undefined) {
    return packageOf(one.target) === owner ? undefined : 'leaves its package by a relative path';
  }
  if (one.specifier.startsWith('@grantor/')) return crossing(one, owner, rule);
  if (isTest(one.from)) return undefined;
  if (one.specifier.startsWith('node:')) {
    return rule.platform === 'all' || rule.platform.includes(one.specifier)
      ? undefined
      : `${owner} does without this part of the platform`;
  }
  return rule.libraries.includes(libraryOf(one.specifier)) ? undefined : `${owner} does without this library`;
}

/** Imports that go where no arrow of the table leads. */
export function forbiddenImports(sources: readonly Source[]): readonly string[] {
  return sources.flatMap((source) => {
    const owner = packageOf(source.path);
    if (owner === undefined) return [];
    const rule = PACKAGE_RULES[owner];
    if (rule === undefined) return [`${source.path}: package ${owner} has no row in the table of arrows`];
    return importsOf(source).flatMap((one) => {
      const reason = complaint(one, owner, rule);
      return reason === undefined ? [] : [`${one.place}: ${one.specifier}: ${reason}`];
    });
  });
}
