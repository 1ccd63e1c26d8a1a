import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'shipped-documents');

/** The documents of well-known clients as they stood when this version was made, by their address (clients.md §5). */
export function readShippedCopies(): ReadonlyMap<string, string> {
  const texts = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  return new Map(texts.map((text) => [String(JSON.parse(text).client_id), text]));
}
