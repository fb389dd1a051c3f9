import { Type } from 'typebox'
import { defineJob } from '#platform/jobs'

const Id = Type.String({ format: 'uuid' })

/** Counts what changed in a collectivity, some at a time, until nothing is left. Asked for under its key: one waits at most. */
export const countFigures = defineJob('figures.count', Type.Object({ collectivityId: Id }))

/** Asks for it in every collectivity. Each night. */
export const countEverywhere = defineJob('figures.count_everywhere', Type.Object({}))
