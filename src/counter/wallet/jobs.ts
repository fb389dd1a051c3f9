import { Type } from 'typebox'
import { defineJob } from '#platform/jobs'

/** Each night: documents whose time is over go. */
export const purgeDocuments = defineJob('wallet.purge_documents', Type.Object({}))

/** Takes out of the file store the contents that no row of any house names any more. */
export const forgetContents = defineJob('wallet.forget_contents', Type.Object({ digests: Type.Array(Type.String()) }))
