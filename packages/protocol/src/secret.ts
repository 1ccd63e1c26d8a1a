import { inspect } from 'node:util';

const redacted = '[redacted]';

/**
 * A value that must not appear in logs, messages or JSON: every way of printing it gives `[redacted]`,
 * and only `reveal` gives it back (security.md O-3).
 */
export class Secret {
  readonly #value: string;

  private constructor(value: string) {
    this.#value = value;
  }

  static of(value: string): Secret {
    return new Secret(value);
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return redacted;
  }

  toJSON(): string {
    return redacted;
  }

  [inspect.custom](): string {
    return redacted;
  }
}
