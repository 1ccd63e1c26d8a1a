import type { DetailsType, DetailWords } from '@grantor/engine';
import { z } from 'zod';
import { schemaFlaws, schemaPaths } from '../store/json-schema.ts';
import { entryReader, string, text } from './entry.ts';
import { saying } from './faults.ts';
import { type Finding, findingAt, place } from './problems.ts';
import { isResource, sentences } from './resource.ts';

const most = { labels: 100, locations: 20 };

const labelShape = z.strictObject(
  { path: text(256), label: text(200), labels: sentences.optional() },
  { error: 'must be an object with path, label and labels' },
);

const detailsTypeShape = z.object({
  // RFC 9396 §2.1
  type: text(256).refine((id) => /^[!-~]+$/.test(id), saying('client_id_characters')),
  title: text(200),
  titles: sentences.optional(),
  schema: z.record(z.string(), z.unknown(), { error: 'must be a JSON Schema of type object' }),
  labels: z
    .array(labelShape, { error: 'must be a list' })
    .max(most.labels, `has at most ${most.labels} entries`)
    .optional(),
  locations: z
    .array(string.max(2048).refine(isResource, saying('not_resource')), {
      error: 'must be a list',
    })
    .min(1, 'must name a location; without it any resource of the client may be named')
    .max(most.locations, `has at most ${most.locations} entries`)
    .optional(),
});

const readShape = entryReader(detailsTypeShape);

const worded = (words: string, texts: Readonly<Record<string, string>> | undefined): DetailWords => ({
  text: words,
  ...(texts === undefined || Object.keys(texts).length === 0 ? {} : { texts }),
});

/** One element of `detail_types`, with every problem it has (advanced.md RAR-1). */
export function readDetailsType(value: unknown, path: readonly PropertyKey[]) {
  const { declared, problems } = readShape(value, path);
  if (declared === null) return { detailsType: null, problems };
  const detailsType: DetailsType = {
    id: declared.type,
    title: worded(declared.title, declared.titles),
    labels: (declared.labels ?? []).map(({ path: at, label, labels }) => ({
      path: at,
      ...worded(label, labels),
    })),
    schema: declared.schema,
    locations: declared.locations === undefined ? null : [...new Set(declared.locations)],
  };
  return { detailsType, problems: [...problems, ...contradictions(detailsType, path)] };
}

function contradictions({ schema, labels }: DetailsType, path: readonly PropertyKey[]): readonly Finding[] {
  const flaws = schemaFlaws(schema);
  if (flaws.length > 0)
    return flaws.map(({ path: within, message, fault }) => ({
      ...{ at: place([...path, 'schema', ...within]), message, fault },
    }));
  const known = new Set([...schemaPaths(schema), 'locations']);
  return labels.flatMap(({ path: labelled }, index) => {
    const at = place([...path, 'labels', index, 'path']);
    if (!known.has(labelled)) return [findingAt(at, 'label_unknown')];
    const isFirst = labels.findIndex((label) => label.path === labelled) === index;
    return isFirst ? [] : [findingAt(at, 'declared_twice')];
  });
}

/** The members that describe it in the bootstrap file. */
export const detailsTypeMembers = ({ id, title, schema, labels, locations }: DetailsType) => ({
  type: id,
  title: title.text,
  ...(title.texts === undefined ? {} : { titles: title.texts }),
  schema,
  labels: labels.map(({ path, text: label, texts }) => ({
    path,
    label,
    ...(texts === undefined ? {} : { labels: texts }),
  })),
  ...(locations === null ? {} : { locations: [...locations] }),
});
