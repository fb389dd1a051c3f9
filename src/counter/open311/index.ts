export type { Attribute, PublicRequest, Report, RequestFilter, Service } from './schema.ts'
export {
  chooseOpen,
  fileReport,
  listOpenable,
  listReports,
  type Openable,
  openServices,
  type ReportRefusal,
} from './service.ts'
export { deleteRequestRow as forgetReport } from './store.ts'
export {
  errors,
  type Format,
  type Lines,
  mediaTypes,
  readRows,
  type Row,
  serviceRequests,
  services,
  writeOne,
  writeRows,
} from './wire.ts'
