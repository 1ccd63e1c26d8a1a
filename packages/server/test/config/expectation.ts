/** What operations §2 says of a variable, one text it takes with the value it becomes, one text it refuses. */
export type Expectation = {
  readonly name: string;
  readonly type: string;
  readonly fallback: unknown;
  readonly good: readonly [text: string, value: unknown];
  readonly bad: string;
  /** What else the good value needs. */
  readonly beside?: Readonly<Record<string, string>>;
};

export function expect(name: string, type: string, fallback: unknown) {
  return (text: string, value: unknown, bad: string): Expectation => ({
    ...{ name, type, fallback, bad },
    good: [text, value],
  });
}

export const flag = (name: string, fallback: boolean): Expectation =>
  expect(name, 'bool', fallback)(fallback ? '0' : '1', !fallback, 'yes');

export const rate = (name: string, fallback: number): Expectation =>
  expect(name, 'int', fallback)('7', 7, '-1');
