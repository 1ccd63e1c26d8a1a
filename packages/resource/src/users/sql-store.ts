import { comparableEmail, type Profile, type StoredUser, type UserStore } from './store.ts';
import { quoted, type UserTable } from './table.ts';

export type Row = Readonly<Record<string, unknown>>;

/** What the two databases do differently. */
export type SqlDatabase = {
  /** Rows of one statement; its parameters are `$1`, `$2` … */
  query(sql: string, values: readonly string[]): Promise<readonly Row[]>;
  /** The expression for the column as `comparableEmail` makes it. */
  comparable(column: string): string;
  /** The column as text, so that an id of another type can be looked for. */
  asText(column: string): string;
  /** Whether a statement failed because a unique index would not have it. */
  isConflict(error: unknown): boolean;
};

/** The store over one table; every method is a statement that guards itself, and perhaps a second look. */
export function sqlUserStore(database: SqlDatabase, described: UserTable): UserStore {
  const statements = statementsFor(database, described);
  const one = async (sql: string, ...values: string[]): Promise<StoredUser | null> => {
    const [row] = await database.query(sql, values);
    return row === undefined ? null : storedUser(row);
  };
  const find: UserStore['findByIdentity'] = async ({ issuer, subject }, profile) => {
    const user = await one(statements.byIdentity, issuer, subject);
    return user === null || user.blocked ? user : fill(user, profile);
  };
  /** The row as it is afterwards: what a unique index would not take stays empty. */
  const fill = async (user: StoredUser, profile: Profile): Promise<StoredUser> => {
    let filled = user;
    for (const member of ['email', 'name'] as const) {
      const value = profile[member];
      if (value === null || (user[member] ?? '') !== '') continue;
      filled = (await unlessConflict(one(statements.fill[member], user.id, value))) ?? filled;
    }
    return filled;
  };
  const unlessConflict = async (written: Promise<StoredUser | null>): Promise<StoredUser | null> => {
    try {
      return await written;
    } catch (error) {
      if (database.isConflict(error)) return null;
      throw error;
    }
  };
  return {
    // '07' finds the number 7: as ids they are not the same
    findById: async (id) => {
      const user = await one(statements.byId, id);
      return user?.id === id ? user : null;
    },
    findByIdentity: find,
    // A parallel sign-in may have written the identity, here or elsewhere: then there is nothing left to link.
    linkByEmail: async (identity, { email, name }) => {
      const { issuer, subject } = identity;
      const values = [issuer, subject, comparableEmail(email), name ?? ''] as const;
      const linked = await unlessConflict(one(statements.link, ...values));
      return linked ?? find(identity, { email, name });
    },
    provision: async (identity, { id, email, name }) => {
      const { issuer, subject } = identity;
      const inserted = await one(statements.insert, id, issuer, subject, email ?? '', name ?? '');
      return inserted ?? find(identity, { email, name });
    },
  };
}

function statementsFor(database: SqlDatabase, { table, columns }: UserTable) {
  const name = quoted(table);
  const id = quoted(columns.id);
  const issuer = quoted(columns.issuer);
  const subject = quoted(columns.subject);
  const email = quoted(columns.email);
  const display = quoted(columns.name);
  const sameEmail = `${database.comparable(email)} = $3`;
  const result = `${id} as id, ${email} as email, ${display} as name,
    ${quoted(columns.disabled)} as disabled, ${quoted(columns.deleted)} as deleted`;
  const fill = (column: string) => `update ${name} set ${column} = $2
    where ${id} = $1 and (${column} is null or ${column} = '') returning ${result}`;
  return {
    byId: `select ${result} from ${name} where ${database.asText(id)} = $1`,
    byIdentity: `select ${result} from ${name} where ${issuer} = $1 and ${subject} = $2`,
    fill: { email: fill(email), name: fill(display) },
    link: `update ${name} set ${issuer} = $1, ${subject} = $2,
      ${display} = coalesce(nullif(${display}, ''), nullif($4, ''))
      where ${issuer} is null and ${subject} is null and ${sameEmail}
        and (select count(*) from ${name} where ${sameEmail}) = 1
      returning ${result}`,
    insert: `insert into ${name} (${id}, ${issuer}, ${subject}, ${email}, ${display})
      values ($1, $2, $3, nullif($4, ''), nullif($5, '')) on conflict do nothing returning ${result}`,
  };
}

const storedUser = (row: Row): StoredUser => ({
  id: String(row['id']),
  email: textOf(row['email']),
  name: textOf(row['name']),
  blocked: isSet(row['disabled']) || isSet(row['deleted']),
});

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

// Services mark this by a time, a boolean or a number
const isSet = (value: unknown): boolean => value !== null && value !== undefined && Number(value) !== 0;
