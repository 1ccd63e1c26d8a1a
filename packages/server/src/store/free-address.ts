import type { UserId } from '@grantor/protocol';
import type { ExpressionBuilder } from 'kysely';
import type { Schema } from '../database/schema.ts';

/** Of a statement on `user_account`: nobody but this person has the address, which is folded (product.md §2 email). */
export const isFreeFor =
  (id: UserId, folded: string | null) =>
  ({ not, exists, selectFrom }: ExpressionBuilder<Schema, 'user_account'>) =>
    not(
      exists(
        selectFrom('user_account as other')
          .select('other.id')
          .where('other.email_folded', '=', folded)
          .where('other.id', '<>', id),
      ),
    );
