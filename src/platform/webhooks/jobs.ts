import { Type } from 'typebox'
import { defineEvent } from '#platform/events'
import { defineJob } from '#platform/jobs'
import { SubscriptionPayload } from './schema.ts'

/** Something waits for a receiver. */
export const deliverWebhooks = defineJob('webhooks.deliver', SubscriptionPayload)

/** Erases messages that were taken long ago. Each night. */
export const sweepWebhooks = defineJob('webhooks.sweep', Type.Object({}))

/** A message was given up: its last attempt has failed. */
export const webhookDied = defineEvent(
  'webhooks.died',
  Type.Object({
    ...SubscriptionPayload.properties,
    owner: Type.String(),
    messageId: Type.String({ format: 'uuid' }),
    type: Type.String(),
    subject: Type.Union([Type.String(), Type.Null()]),
  }),
)
