import type { Result } from './result-codes.ts';

/** The call itself is refused, whatever it was about: an answer outside of the protocol, with a status of its own. */
export class CallRefused extends Error {
  override readonly name = 'CallRefused';
  readonly result: Result;
  /** Constant text, or the name of a member. */
  readonly about: string | undefined;

  constructor(result: Result, about?: string) {
    super(result);
    this.result = result;
    this.about = about;
  }
}
