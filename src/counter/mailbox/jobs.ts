import { Type } from 'typebox'
import { defineJob } from '#platform/jobs'

const Id = Type.String({ format: 'uuid' })

/** Asks that each mailbox whose turn it is be read. Each minute. */
export const checkBoxes = defineJob('mailbox.check_boxes', Type.Object({}))

/** Takes what a mailbox has received since it was last read. */
export const readBox = defineJob('mailbox.read_box', Type.Object({ collectivityId: Id, boxId: Id }))

/** Reads one thing that was taken, and brings it where it goes. */
export const landReceived = defineJob('mailbox.land_received', Type.Object({ collectivityId: Id, receivedId: Id }))

/** Tells its sender that it came. */
export const acknowledge = defineJob('mailbox.acknowledge', Type.Object({ collectivityId: Id, receivedId: Id }))

/** Hands it to the authority that it is for, and tells its sender (CRPA, L114-2). */
export const transmit = defineJob(
  'mailbox.transmit',
  Type.Object({ collectivityId: Id, receivedId: Id, to: Type.String(), authority: Type.String() }),
)

/** Empties what has been kept long enough. Each night. */
export const sweepReceived = defineJob('mailbox.sweep_received', Type.Object({}))
