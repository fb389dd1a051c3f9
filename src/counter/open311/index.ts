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
