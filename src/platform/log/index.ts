import { pino } from 'pino'

/** Structured log on standard error. Personal data and secrets never go in. */
export interface Log {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export const createLog = (level: string): Log => pino({ level, base: null }, pino.destination({ dest: 2, sync: false }))

export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
