import type { AuthorizationDetail, DetailsType } from '../model/authorization-details.ts';
import type { DescribedDetail, DetailRow } from '../requests/outcome.ts';

/** Every value of the object in the words of its type: nothing is granted that is not among the rows (advanced.md RAR-3). */
export function describeDetail(detail: AuthorizationDetail, types: readonly DetailsType[]): DescribedDetail {
  const type = types.find(({ id }) => id === detail.type);
  if (type?.describe !== undefined)
    return { type: detail.type, title: type.title, rows: type.describe(detail) };
  const labels = type?.labels ?? [];
  const { type: id, ...members } = detail;
  const found = rowsOf(members, '').map(
    (row): DetailRow => ({ ...row, label: labels.find(({ path }) => path === row.path) ?? null }),
  );
  // What belongs to one member stays together
  const rank = ({ path }: DetailRow): number => {
    const at = labels.findIndex((label) => rootOf(label.path) === rootOf(path));
    return at === -1 ? labels.length : at;
  };
  return {
    type: id,
    title: type?.title ?? null,
    rows: found.toSorted((one, other) => rank(one) - rank(other)),
  };
}

const rootOf = (path: string): string => path.split('.', 1)[0] ?? '';

type Row = Omit<DetailRow, 'label'>;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** A list of plain values is one row; of a list of objects each has its own rows, one behind the other. */
function rowsOf(value: unknown, path: string): readonly Row[] {
  if (Array.isArray(value)) {
    const plain = value.filter((member) => !isObject(member));
    const row = plain.length > 0 || value.length === 0 ? [{ path, values: plain.map(asText) }] : [];
    return [...row, ...value.filter(isObject).flatMap((member) => rowsOf(member, path))];
  }
  if (!isObject(value)) return [{ path, values: [asText(value)] }];
  const members = Object.entries(value);
  if (members.length === 0 && path !== '') return [{ path, values: [] }];
  return members.flatMap(([name, member]) => rowsOf(member, path === '' ? name : `${path}.${name}`));
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
