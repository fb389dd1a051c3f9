import { createHash } from 'node:crypto'
import { obstacles, type Obstacle } from './schema.ts'

/** The name by which a batch does its act to one request once, however often it is begun again. */
export const keyOf = (batchId: string, dossierId: string): string =>
  `batch:${createHash('sha256').update(`${batchId} ${dossierId}`).digest('hex').slice(0, 40)}`

/** A refusal of another house, in the words of this one; one that it does not know is told as no longer possible. */
export const obstacleOf = (reason: string): Obstacle =>
  obstacles.find((each) => each === reason) ?? 'no_longer_available'
