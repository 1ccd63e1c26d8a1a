import { mostDetails } from '@grantor/engine';
import type { Params } from '@grantor/protocol';
import { detailField } from '../pages/index.ts';

/** Places of the details that the form does not say are allowed: one that lost a field grants less, never more. */
export const droppedDetails = (form: Params): readonly number[] =>
  Array.from({ length: mostDetails }, (_, place) => place).filter((place) => !form.has(detailField(place)));
