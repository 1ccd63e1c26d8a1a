/** Where the values of a JSON text stand, and where a text stops being JSON. Never shows what stands there. */

import { type Finding, type LocatedFinding, place, type Spot } from './problems.ts';

export type Layout =
  | {
      readonly ok: true;
      /** Every value by its place, such as `clients[2].redirect_uris[0]`. */
      readonly spots: ReadonlyMap<string, Spot>;
      /** Places of names that stand twice in one object, of which JSON.parse keeps the last. */
      readonly repeated: readonly string[];
    }
  | { readonly ok: false; readonly spot: Spot; readonly wrong: string };

/** Reads exactly what JSON.parse reads (RFC 8259). */
export function layoutOf(text: string): Layout {
  const scanner = new Scanner(text);
  try {
    scanner.scan();
  } catch (failure) {
    if (!(failure instanceof Malformed)) throw failure;
    return { ok: false, spot: spotAt(text, failure.at), wrong: failure.wrong };
  }
  const spots = new Map([...scanner.offsets].map(([at, offset]) => [at, spotAt(text, offset)]));
  return { ok: true, spots, repeated: scanner.repeated };
}

/** Where each finding stands: its value, or the object in which it is missing. */
export function located(text: string, findings: readonly Finding[]): readonly LocatedFinding[] {
  const layout = layoutOf(text);
  return findings.map((finding) => ({
    ...finding,
    spot: layout.ok ? nearest(layout.spots, finding.at) : null,
  }));
}

/** The value itself, else the innermost one around it. */
function nearest(spots: ReadonlyMap<string, Spot>, at: string): Spot | null {
  let innermost = '';
  for (const outer of spots.keys()) {
    const isAround = at.startsWith(outer) && ['.', '[', ''].includes(at.charAt(outer.length));
    if (isAround && outer.length > innermost.length) innermost = outer;
  }
  return spots.get(innermost) ?? null;
}

function spotAt(text: string, offset: number): Spot {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - lineStart + 1 };
}

class Malformed extends Error {
  readonly at: number;
  readonly wrong: string;

  constructor(at: number, wrong: string) {
    super(wrong);
    this.at = at;
    this.wrong = wrong;
  }
}

const space = /[ \t\n\r]*/y;
const quoted = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"/uy;
const scalar = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null/y;

type Path = readonly PropertyKey[];

class Scanner {
  readonly offsets = new Map<string, number>();
  readonly repeated: string[] = [];
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  scan(): void {
    this.#value([]);
    if (this.#next() !== '') throw this.#malformed('nothing may follow the value');
  }

  #value(path: Path): void {
    const first = this.#next();
    const at = place(path);
    if (this.offsets.has(at)) this.repeated.push(at);
    this.offsets.set(at, this.#at);
    if (first === '{') this.#object(path);
    else if (first === '[') this.#array(path);
    else if (first === '"') this.#string();
    else if (this.#take(scalar) === '') throw this.#malformed(this.#guess('a value is missing here'));
  }

  #object(path: Path): void {
    this.#at += 1;
    if (this.#skip('}')) return;
    do {
      const next = this.#next();
      if (next === '}') throw this.#malformed('no comma may stand before }');
      if (next !== '"') throw this.#malformed(this.#guess('a name in double quotes is missing here'));
      const name: unknown = JSON.parse(this.#string());
      if (!this.#skip(':')) throw this.#malformed('a colon is missing here');
      this.#value([...path, String(name)]);
    } while (this.#skip(','));
    if (!this.#skip('}')) throw this.#malformed(this.#guess('a comma or } is missing here'));
  }

  #array(path: Path): void {
    this.#at += 1;
    if (this.#skip(']')) return;
    let index = 0;
    do {
      if (this.#next() === ']') throw this.#malformed('no comma may stand before ]');
      this.#value([...path, index]);
      index += 1;
    } while (this.#skip(','));
    if (!this.#skip(']')) throw this.#malformed(this.#guess('a comma or ] is missing here'));
  }

  #string(): string {
    const found = this.#take(quoted);
    if (found === '') throw this.#malformed('this text does not end, or holds what must be escaped');
    return found;
  }

  /** The next character that is no space; empty at the end. */
  #next(): string {
    this.#take(space);
    return this.#text.charAt(this.#at);
  }

  #skip(character: string): boolean {
    if (this.#next() !== character) return false;
    this.#at += 1;
    return true;
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found = ''] = pattern.exec(this.#text) ?? [];
    this.#at += found.length;
    return found;
  }

  /** What people write who do not know it is forbidden. */
  #guess(otherwise: string): string {
    const next = this.#next();
    if (next === '') return 'the text ends too early';
    if (next === '/') return 'JSON has no comments';
    return next === "'" ? 'JSON has double quotes only' : otherwise;
  }

  #malformed(wrong: string): Malformed {
    return new Malformed(this.#at, wrong);
  }
}
