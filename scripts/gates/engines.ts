type Version = readonly [major: number, minor: number, patch: number];

/** Whether the version satisfies the range, as `engines` write them: comparators, `^`, `~`, `x` and `||` (node-semver). */
export const admits = (range: string, version: string): boolean =>
  range.split('||').some((alternative) => comparatorsOf(alternative).every((holds) => holds(read(version))));

type Comparator = (version: Version) => boolean;

const comparator = /^(\^|~|>=|<=|>|<|=)?v?(\d+|[x*])(?:\.(\d+|[x*]))?(?:\.(\d+|[x*]))?$/i;

function comparatorsOf(alternative: string): readonly Comparator[] {
  const written = alternative.trim().replace(/([<>=^~]) +/g, '$1');
  return written === '' ? [] : written.split(/ +/).map(comparatorOf);
}

function comparatorOf(text: string): Comparator {
  const parts = comparator.exec(text);
  if (parts === null) throw new Error(`unreadable range ${text}`);
  const [, operator = '', ...digits] = parts;
  const given = digits.filter((digit) => digit !== undefined && /^\d+$/.test(digit)).length;
  const low = read(digits.slice(0, given).join('.'));
  const isIn =
    (width: number): Comparator =>
    (version) =>
      compare(version, low) >= 0 && low.slice(0, width).every((part, index) => part === version[index]);
  switch (operator) {
    case '>=':
      return (version) => compare(version, low) >= 0;
    case '>':
      return (version) => compare(version, low) > 0 && !isIn(given)(version);
    case '<':
      return (version) => compare(version, low) < 0;
    case '<=':
      return (version) => compare(version, low) <= 0 || isIn(given)(version);
    case '^':
      return isIn(Math.min(1, given));
    case '~':
      return isIn(Math.min(2, given));
    default:
      return isIn(given);
  }
}

function read(text: string): Version {
  const [major = 0, minor = 0, patch = 0] = text.replace(/^v/, '').split('.').map(Number);
  return [major, minor, patch];
}

const compare = (left: Version, right: Version): number =>
  left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
