import { randomBytes } from 'node:crypto'
import { readableCode } from '#platform/crypto'

/** How many codes a sheet has. */
export const recoveryCodes = 10

/** Sixty bits each: nobody tries them all, even who stole the table, without the installation's secret. */
export const drawRecoveryCodes = (): string[] =>
  Array.from({ length: recoveryCodes }, () => readableCode(randomBytes(8)))
