import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const zhTW = {
  policies_title: '政策',
  policies_lead: '授權細節的類型：範圍無法表達的權限，例如向某人支付一筆金額。',
  details_search: '類型的開頭',
  details_empty_title: '尚無類型',
  details_empty: '登錄類型之後，應用程式就能逐項要求。',
  details_new: '新類型',
  details_create: '建立類型',
  details_one: '類型',
  details_type: '類型',
  details_type_hint: '要求中使用的名稱，例如 {short} 或 {long}。之後不能變更。',
  details_title: '以文字說明它允許什麼',
  details_schema: '物件的 JSON Schema',
  details_schema_hint:
    '類型為 {object} 且封閉：各處的 {additional} 都是 {no}。{type} 與 {locations} 一律另行檢查。',
  details_labels: '值的名稱',
  details_labels_hint: '每行一個：路徑 = 名稱。路徑由名稱以點連接而成。',
  details_locations: '位置',
  details_locations_hint: '物件只能指定這些位置。留空：用戶端可要求的任何資源。',
  details_languages: '其他語言',
  details_conflict:
    '其他人在此期間變更了這個類型。下方並列目前儲存的內容與您輸入的內容；您的內容尚未儲存。再次儲存即可取代。',
  details_try: '試試看',
  details_object: '物件',
  details_try_hint: '要求會送出的物件。不會有任何作用。',
  details_try_right: '含有此物件的要求會被接受。',
  details_try_wrong: '含有此物件的要求會被拒絕。',
  details_try_shown: '顯示如下：',
  delete_details_title: '要刪除 {type} 嗎？',
  delete_details_consequence: '之後無法再要求，已允許的內容將自下一個權杖起失效。',
  done_details_saved: '已儲存類型。',
  done_details_deleted: '已刪除類型。',
} satisfies Words<typeof en>;
