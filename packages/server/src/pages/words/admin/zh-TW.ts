import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const zhTW = {
  admin_overview: '儀表板',
  admin_lead: '{site} 的現況，以及需要您處理的事項。',
  admin_users: '使用者',
  admin_users_more: '管理員 {administrators} 名，停用 {disabled} 名',
  admin_clients: '用戶端',
  admin_clients_more: '{pending} 個等待核准',
} satisfies Words<typeof en>;
