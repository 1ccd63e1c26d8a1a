import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const zhTW = {
  profile_mail: '寄給您的訊息',
  profile_mail_to: '訊息會寄到 {address}。',
  profile_mail_nowhere: '您沒有已確認的電子郵件地址，因此不會寄送任何訊息。',
  profile_mail_fixed:
    '為保護您的帳號一律寄送：密碼、電子郵件地址與第二驗證因素的變更，以及帳號遭濫用的跡象。',
  notice_new_browser: '來自新瀏覽器的登入',
  notice_connections: '連結或取消連結的帳號',
  notice_apps: '關於您的應用程式的決定',
  notice_digest: '此伺服器需要管理員處理的事項，每天最多一次',
  notices_save: '儲存選擇',
  done_notices_saved: '已儲存您的選擇。',
  confirm_address_title: '確認您的電子郵件地址',
  confirm_address_lead: '已寄送訊息到 {address}。請開啟其中的連結，或輸入其中的代碼。',
  confirm_address_unsent: '{address} 尚未確認。',
  confirm_address_code: '8 位數代碼',
  confirm_address_submit: '確認地址',
  confirm_address_send: '寄送訊息',
  confirm_address_send_again: '再寄一次',
  done_address_confirmed: '您的電子郵件地址已確認。',
  done_verification_asked: '訊息已寄出，除非過去一小時內寄送過多。',
  problem_mail_code: '代碼錯誤或已失效。錯誤五次後，請再寄一次訊息。',
} satisfies Words<typeof en>;
