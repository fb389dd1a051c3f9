import { createHash } from 'node:crypto'

/** An id that the same thing always has: said twice, it is said once. */
export function derivedId(id: string, what: string): string {
  const hex = createHash('sha256').update(`${id} ${what}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
