export { createSmsSender, type Sms, type SmsSender, type SmsSent } from './sms.ts'
