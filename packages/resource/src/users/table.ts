import { z } from 'zod';

/** The user table of a service, in its own words. Names are those of the database, case included. */
export type UserTable = {
  readonly table: string;
  readonly columns: UserColumns;
};

export type UserColumns = {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly issuer: string;
  readonly subject: string;
  /** A value other than null, false, 0 or the empty text shuts the user out. */
  readonly disabled: string;
  /** As `disabled`. */
  readonly deleted: string;
};

/** What differs from the defaults: a table `users`, see docs/users-of-several-issuers.md. */
export type UserTableOptions = {
  readonly table?: string | undefined;
  readonly columns?: { readonly [Column in keyof UserColumns]?: string | undefined } | undefined;
};

// Names are quoted, and must survive as part of the name of an index: PostgreSQL cuts at 63 bytes.
const name = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/, 'must be letters, digits and underscores');
const tableName = z
  .string()
  .regex(
    /^(?:[A-Za-z_][A-Za-z0-9_]{0,62}\.)?[A-Za-z_][A-Za-z0-9_]{0,39}$/,
    'must be a table, or schema.table',
  );

const userTable = z.strictObject({
  table: tableName.default('users'),
  columns: z
    .strictObject({
      id: name.default('id'),
      email: name.default('email'),
      name: name.default('display_name'),
      issuer: name.default('oauth_issuer'),
      subject: name.default('oauth_subject'),
      disabled: name.default('disabled_at'),
      deleted: name.default('deleted'),
    })
    .refine((columns) => new Set(Object.values(columns)).size === Object.keys(columns).length, {
      message: 'must be different columns',
    })
    .prefault({}),
});

/** The table with its defaults. Throws, naming every name that is none. */
export function parseUserTable(options: UserTableOptions): UserTable {
  const parsed = userTable.safeParse(options);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'options'} ${message}`,
  );
  throw new TypeError(`The user table is not usable: ${problems.join('; ')}.`);
}

/** The name as SQL reads it; a schema is quoted on its own. */
export const quoted = (identifier: string): string =>
  identifier
    .split('.')
    .map((part) => `"${part}"`)
    .join('.');

/** The name of an index of the table, quoted: the table's own name and what it is for. */
export const indexName = ({ table }: UserTable, purpose: string): string =>
  quoted(`${table.split('.').at(-1)}_${purpose}`);
