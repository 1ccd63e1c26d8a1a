/**
 * Statements that travel together on one connection, with one Sync behind them: outside of a transaction they are one,
 * which PostgreSQL commits as it answers the Sync (PostgreSQL manual, Message Flow: Pipelining). What a statement answers is
 * described once for each connection.
 */

import pg from 'pg';
import type { KeptContext, Row, SqlValue } from './connection.ts';

export type Statement = {
  /** Of what the connection is to keep prepared; undefined: nothing. */
  readonly name: string | undefined;
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
  /** Whose it is. */
  readonly within?: KeptContext | undefined;
};

export type PostgresAnswer = {
  readonly rows: readonly Row[];
  readonly rowCount: number;
  readonly command: string;
};

type Column = { readonly name: string; readonly read: (text: string) => SqlValue };

/** What a connection has prepared: the columns of the answers by the name of the statement. */
export type Prepared = Map<string, readonly Column[]>;

type RowDescription = { readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[] };

/** What `pg` asks to send and tells of the answer; its own query sends a Sync behind each statement. */
export class Pipeline implements pg.Submittable {
  /** What `pg` wants to hear the end by, and takes the place of to stop its clock. */
  callback: (error: Error | null) => void = () => {};
  /** Of all statements, or of those before the one that failed. */
  readonly answers: PostgresAnswer[] = [];
  readonly #statements: readonly Statement[];
  readonly #prepared: Prepared;
  readonly #preparing: string[] = [];
  #columns: readonly Column[] | null = null;
  #rows: Row[] = [];

  constructor(statements: readonly Statement[], prepared: Prepared) {
    this.#statements = statements;
    this.#prepared = prepared;
  }

  /** Rejects with the first failure, of a statement or of the connection. */
  sendOn(client: pg.ClientBase): Promise<void> {
    return new Promise((resolve, reject) => {
      this.callback = (error) => (error === null ? resolve() : reject(error));
      client.query(this);
    });
  }

  submit(connection: pg.Connection): void {
    const [first, ...others] = this.#statements;
    if (others.length === 0 && first?.name === undefined && first?.parameters.length === 0) {
      connection.query(first.sql);
      return;
    }
    connection.stream.cork();
    for (const statement of this.#statements) this.#send(connection, statement);
    connection.sync();
    connection.stream.uncork();
  }

  #send(connection: pg.Connection, { name, sql, parameters }: Statement): void {
    const isKnown = name !== undefined && this.#prepared.has(name);
    if (!isKnown) this.#prepare(connection, name ?? '', sql);
    const values = parameters.map((value) => (value === null ? null : String(value)));
    connection.bind({ statement: name, values }, true);
    if (!isKnown) connection.describe({ type: 'P' }, true);
    connection.execute(null, true);
  }

  #prepare(connection: pg.Connection, name: string, text: string): void {
    if (name !== '') {
      this.#prepared.set(name, []);
      this.#preparing.push(name);
      // Nobody knows whether it was prepared where something failed
      connection.close({ type: 'S', name }, true);
    }
    connection.parse({ name, text, types: [] }, true);
  }

  get #name(): string | undefined {
    return this.#statements[this.answers.length]?.name;
  }

  handleRowDescription({ fields }: RowDescription): void {
    this.#columns = fields.map(({ name, dataTypeID }) => ({ name, read: typeParser(dataTypeID) }));
    if (this.#name !== undefined) this.#prepared.set(this.#name, this.#columns);
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    this.#columns ??= this.#prepared.get(this.#name ?? '') ?? [];
    const row: Record<string, SqlValue> = {};
    for (const [index, { name, read }] of this.#columns.entries()) {
      const text = fields[index] ?? null;
      row[name] = text === null ? null : read(text);
    }
    this.#rows.push(row);
  }

  /** `text`: as in `INSERT 0 1`. */
  handleCommandComplete({ text }: { readonly text: string }): void {
    const words = text.split(' ');
    this.answers.push({ rows: this.#rows, rowCount: Number(words.at(-1)) || 0, command: words[0] ?? '' });
    this.#rows = [];
    this.#columns = null;
  }

  handleReadyForQuery(): void {
    this.callback(null);
  }

  handleError(error: Error): void {
    for (const name of this.#preparing) this.#prepared.delete(name);
    this.callback(error);
  }
}

/** Times in milliseconds and counts are int8, and far below 2^53. */
const typeParser = (oid: number): Column['read'] =>
  oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, 'text');
