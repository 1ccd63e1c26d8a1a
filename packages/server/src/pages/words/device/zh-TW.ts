import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const zhTW = {
  device_title: '連接裝置',
  device_lead: '請輸入裝置上顯示的代碼。',
  device_code: '代碼',
  device_code_hint: '大小寫皆可，有無連字號皆可。',
  device_invalid: '此代碼已失效。請檢查代碼，或在裝置上重新開始。',
  device_confirm_title: '連接您裝置上的 {client}？',
  device_confirm_code: '您的裝置必須顯示此代碼',
  device_warning: '只有在您自己的裝置上開始此操作時才繼續。',
  device_approved_title: '您的裝置已連接',
  device_approved: '您可以關閉此頁面並回到裝置。',
  device_denied_title: '沒有分享任何內容',
  device_denied: '裝置未取得存取權。您可以關閉此頁面。',
  device_decided_title: '已經回覆',
  device_decided: '此要求先前已有回覆（可能是在其他視窗），或等待過久。這次沒有任何變更。',
} satisfies Words<typeof en>;
