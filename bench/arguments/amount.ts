/** A number above 0; throws with a sentence for the person at the console. */
export function amount(name: string, value: string): number {
  const number = Number(value);
  if (!(number > 0)) throw new Error(`--${name} is not a number above 0: ${value}`);
  return number;
}
