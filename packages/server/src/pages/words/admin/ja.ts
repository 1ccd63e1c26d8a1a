import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const ja = {
  admin_overview: 'ダッシュボード',
  admin_lead: '{site} の状況と対応が必要な項目。',
  admin_users: 'ユーザー',
  admin_users_more: '管理者 {administrators}、無効 {disabled}',
  admin_clients: 'クライアント',
  admin_clients_more: '承認待ち {pending}',
} satisfies Words<typeof en>;
