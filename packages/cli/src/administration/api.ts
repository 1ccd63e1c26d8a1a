/** Speaks the management API of one server as whoever is signed in for it (product.md §13). */

import type { Invocation } from '../command-line/command.ts';
import type { Field } from '../command-line/fields.ts';
import { Failure } from '../errors/failure.ts';
import { type JsonObject, parseObject, readObjects, readText } from '../untrusted/json.ts';
import { type Access, openAccess, renewAccess } from './access.ts';
import { adminPlace } from './place.ts';
import { noAdministrator, problemOf } from './problem.ts';

export type Query = Readonly<Record<string, string | undefined>>;

export type Call = {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the API: `/users`. */
  readonly path: string;
  readonly query?: Query;
  readonly body?: JsonObject;
  /** The version that was seen (product.md M-2). */
  readonly ifMatch?: string | null;
  /** What it is about, for whoever is told that there is none: `user “ada”`. */
  readonly about?: string;
  readonly fields?: readonly Field[];
  /** Bytes the answer may have at most; absent: a mebibyte. */
  readonly longest?: number;
};

export type Answer = { readonly body: JsonObject; readonly etag: string | null };

export type Page = {
  readonly items: readonly JsonObject[];
  /** Whether the list goes on behind them. */
  readonly goesOn: boolean;
};

export type Admin = {
  readonly issuer: string;
  /** Rejects with words for the person whenever it is not done. */
  send(call: Call): Promise<Answer>;
  /** The text of an answer that is no JSON. */
  text(call: Call): Promise<string>;
  /** As many items as `limit`, over as many pages as it takes. */
  list(call: Pick<Call, 'path' | 'query' | 'fields'>, limit: number): Promise<Page>;
};

const longestPage = 100; // product.md M-2

/** Signs in first where nobody is who may administer. */
export async function openAdmin(invocation: Invocation): Promise<Admin> {
  const { http, world } = invocation;
  const place = await adminPlace(invocation);
  let access = await openAccess(invocation, place);

  /** A token that was taken back meanwhile is one for which somebody signs in again, once. */
  async function exchange(call: Call): Promise<Response> {
    const response = await request(call);
    if (response.status !== 401 || access.origin === 'new') return response;
    access = await renewAccess(invocation, place, access);
    return request(call);
  }

  const request = (call: Call): Promise<Response> => {
    const policy = (call.method ?? 'GET') === 'GET' ? 'idempotent' : 'once';
    return http.fetchWith(policy)(addressOf(access, call), optionsOf(access, call));
  };

  async function answered(call: Call): Promise<Response> {
    const response = await exchange(call);
    if (response.ok) {
      access = { ...access, origin: 'kept' };
      return response;
    }
    const { issuer } = access;
    const failure = await problemOf(response, { issuer, ...call }, world.now());
    if (response.status !== 403) throw failure;
    const account = (await place.keeper.read())?.signIn.account;
    throw noAdministrator(issuer, { account, technical: failure.technical });
  }

  async function send(call: Call): Promise<Answer> {
    const response = await answered(call);
    const etag = response.headers.get('etag');
    if (response.status === 204) return { body: {}, etag };
    const body = parseObject(await response.text());
    if (body !== null) return { body, etag };
    throw new Failure('failed', {
      what: `${access.issuer} gave an answer that cannot be read.`,
      remedy: ['Tell whoever runs the server; --verbose shows which request it was.'],
    });
  }

  return {
    issuer: access.issuer,
    send,
    text: async (call) => (await answered(call)).text(),
    async list(call, limit) {
      const items: JsonObject[] = [];
      let cursor: string | undefined;
      do {
        const size = Math.min(longestPage, limit - items.length);
        const { body } = await send({ ...call, query: { ...call.query, limit: String(size), cursor } });
        const found = readObjects(body, 'items').slice(0, size);
        items.push(...found);
        cursor = found.length === 0 ? undefined : readText(body, 'next_cursor');
      } while (cursor !== undefined && items.length < limit);
      return { items, goesOn: cursor !== undefined };
    },
  };
}

function addressOf({ api }: Access, { path, query = {} }: Call): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return given.length === 0 ? api + path : `${api}${path}?${new URLSearchParams(given)}`;
}

const optionsOf = ({ accessToken }: Access, { method = 'GET', body, ifMatch, longest }: Call) => ({
  method,
  headers: {
    accept: 'application/json',
    authorization: `Bearer ${accessToken}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(ifMatch == null ? {} : { 'if-match': ifMatch }),
  },
  ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  ...(longest === undefined ? {} : { longest }),
});
