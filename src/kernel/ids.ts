import { randomBytes, randomUUIDv7 } from 'node:crypto'

/** A new UUIDv7: sorts by time of creation, so that indexes grow at one end. */
export const newId = (): string => randomUUIDv7()

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

export const isId = (text: string): boolean => uuid.test(text)

/** 256 random bits for a cookie or a link, safe in a URL. */
export const newSecret = (): string => randomBytes(32).toString('base64url')
