import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const zhTW = {
  areas: '區域',
  account_area: '我的帳號',
  admin_area: '管理',
  admin_pages: '管理頁面',
  search: '搜尋',
  filter_all: '全部',
  nothing_found_title: '找不到',
  nothing_found: '沒有符合「{search}」的項目。',
  nothing_filtered: '沒有符合這些篩選條件的項目。',
  clear_search: '顯示全部',
  actions: '動作',
  sort_up: '遞增排序',
  sort_down: '遞減排序',
  shown_of: '第 {first}–{last} 筆，共 {count} 筆',
  more_than: '超過 {count}',
  newest_only: '只查看了最新的項目；可能還有更早的項目。',
  page_before: '上一頁',
  page_after: '下一頁',
  page_size: '每頁',
  type_object: '請輸入 {name} 以確認',
  type_object_wrong: '名稱不符。未結束任何項目。',
  pending_decisions: { other: '項等待決定' },
} satisfies Words<typeof en>;
