import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const zhTW: Words<typeof en> = {
  reference_title: 'API 參考',
  reference_lead: '此伺服器回應的一切：接受什麼、傳回什麼，以及可複製的呼叫。',
  reference_search: '依路徑或文字搜尋',
  reference_groups: '操作群組',
  reference_schemas: '結構描述',
  reference_parameters: '參數',
  reference_body: '內文',
  reference_answers: '回應',
  reference_call: '呼叫',
  reference_example: '傳回的內容',
  reference_required: '必填',
  reference_needs_administrator: '需要具有 {scope} 的存取權杖。',
  reference_needs_client: '由用戶端自行驗證身分。',
  reference_needs_token: '需要存取權杖。',
  reference_needs_registration: '未開放註冊時，需要註冊權杖。',
  reference_needs_metrics: '若已設定 METRICS_TOKEN 則需要。',
  reference_needs_nobody: '開放給所有人。',
};
