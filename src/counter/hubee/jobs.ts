import { Type } from 'typebox'
import { defineJob } from '#platform/jobs'

const Id = Type.String({ format: 'uuid' })

/** Asks that each stream whose turn it is be read. Each minute. */
export const checkStreams = defineJob('hubee.check_streams', Type.Object({}))

/** Takes what HubEE holds for a stream, and says what happened to what came before. */
export const readStream = defineJob('hubee.read_stream', Type.Object({ collectivityId: Id, streamId: Id }))
