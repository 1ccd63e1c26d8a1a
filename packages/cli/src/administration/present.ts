/** Items of the management API for people. What they hold is others' text: each value becomes one clean line. */

import type { Style } from '../output/style.ts';
import { formatRows, formatTable } from '../output/table.ts';
import { clean } from '../untrusted/clean.ts';
import { isObject, type JsonObject, readObjects, readText, readTexts } from '../untrusted/json.ts';

export type Column = {
  readonly name: string;
  /** Empty where the item does not say. */
  readonly value: (item: JsonObject) => string;
};

export const text = (name: string, member: string): Column => ({
  name,
  value: (item) => clean(readText(item, member) ?? ''),
});

export const list = (name: string, member: string): Column => ({
  name,
  value: (item) => readTexts(item, member).map(clean).join(', '),
});

export const yesNo = (name: string, member: string): Column => ({
  name,
  value: (item) => (item[member] === true ? 'yes' : item[member] === false ? 'no' : ''),
});

export const count = (name: string, member: string): Column => ({
  name,
  value: (item) => (typeof item[member] === 'number' ? String(item[member]) : ''),
});

/** A moment of RFC 3339, by the clock of this machine. */
export const moment = (name: string, member: string): Column => ({
  name,
  value: (item) => {
    const at = new Date(readText(item, member) ?? '');
    return Number.isNaN(at.getTime()) ? '' : localTime(at);
  },
});

const two = (value: number): string => String(value).padStart(2, '0');

const localTime = (at: Date): string =>
  `${at.toLocaleDateString('en-CA')} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;

/** Names of scopes, whether they stand there alone or are described. */
export const scopeNames = (name: string, member: string): Column => ({
  name,
  value: (item) =>
    readObjects(item, member)
      .map((scope) => clean(readText(scope, 'name') ?? ''))
      .join(' '),
});

/** Everything in an object of its own: `reason=expired count=3`. */
export const detailsOf = (name: string, member: string): Column => ({
  name,
  value: (item) => {
    const details = item[member];
    if (!isObject(details)) return '';
    const parts = Object.entries(details).map(([key, value]) => `${key}=${plain(value)}`);
    return clean(parts.join(' '));
  },
});

const plain = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

export const formatItems = (items: readonly JsonObject[], columns: readonly Column[], style: Style): string =>
  formatTable(
    columns.map(({ name }) => name),
    items.map((item) => columns.map(({ value }) => value(item))),
    style,
  );

export const formatItem = (item: JsonObject, details: readonly Column[], style: Style): string =>
  formatRows(
    details.map(({ name, value }) => [name, value(item)] as const),
    style,
  );
