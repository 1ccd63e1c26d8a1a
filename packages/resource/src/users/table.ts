import { shape } from '@grantor/protocol';

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
const name = matching(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/, 'letters, digits and underscores');
const tableName = matching(
  /^(?:[A-Za-z_][A-Za-z0-9_]{0,62}\.)?[A-Za-z_][A-Za-z0-9_]{0,39}$/,
  'a table, or schema.table',
);

function matching(pattern: RegExp, what: string): shape.Shape<string> {
  return shape.where(shape.text(what), (given) => pattern.test(given), what);
}

const columns = shape.object({
  id: shape.withDefault(name, 'id'),
  email: shape.withDefault(name, 'email'),
  name: shape.withDefault(name, 'display_name'),
  issuer: shape.withDefault(name, 'oauth_issuer'),
  subject: shape.withDefault(name, 'oauth_subject'),
  disabled: shape.withDefault(name, 'disabled_at'),
  deleted: shape.withDefault(name, 'deleted'),
});

const userTable = shape.object({
  table: shape.withDefault(tableName, 'users'),
  columns: shape.withDefault(
    shape.where(
      columns,
      (named) => new Set(Object.values(named)).size === Object.keys(named).length,
      'different columns',
    ),
    {},
  ),
});

/** The table with its defaults. Throws, naming every name that is none. */
export function parseUserTable(options: UserTableOptions): UserTable {
  const read = userTable(options);
  if (!(read instanceof shape.Flaws)) return read;
  const problems = read.all.map(({ path, message }) => `${path.join('.') || 'options'} ${message}`);
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
