export { readRows, type Row } from './wire.ts'
