import { Type } from 'typebox'
import { defineJob } from '#platform/jobs'

const Id = Type.String({ format: 'uuid' })

/** Reads a list to its end, and keeps it as a file. */
export const makeExport = defineJob('exports.make', Type.Object({ collectivityId: Id, exportId: Id }))

/** A day after one is made, and each night: files that nobody may take any more go. */
export const sweepExports = defineJob('exports.sweep', Type.Object({}))
