import { Type } from 'typebox'
import { defineJob } from '#platform/jobs'

const Id = Type.String({ format: 'uuid' })

/** Does its act to each request of a batch that waits for it. */
export const runBatch = defineJob('batches.run', Type.Object({ collectivityId: Id, batchId: Id }))

/** Forgets batches that are over for long. Each night. */
export const sweepBatches = defineJob('batches.sweep', Type.Object({}))
