import type { TestContext } from 'node:test';

/** The text is as it was; kept line by line beside the test, so that a reader sees what a person sees. */
export function matchesSnapshot(t: TestContext, text: string): void {
  t.assert.snapshot(text, { serializers: [(value: string) => value.trimEnd()] });
}
