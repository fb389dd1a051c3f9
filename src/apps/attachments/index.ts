export { sendAttachment, type ServedAttachment } from './download.ts'
export {
  type DepositedFile,
  readUpload,
  type RefusedFile,
  type UploadedFile,
  type UploadedForm,
  type UploadRules,
} from './upload.ts'
