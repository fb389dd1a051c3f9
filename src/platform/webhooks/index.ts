export type { AddressFault } from './domain.ts'
export { sweepWebhooks, webhookDied } from './jobs.ts'
export { type Attempt, type Delivery, type DeliveryState, deliveryStates, type Message } from './schema.ts'
export type { Subscription, SubscriptionKey, SubscriptionState } from './schema.ts'
export {
  announce,
  type DeliveryFile,
  type DeliveryPage,
  getSubscription,
  listDeliveries,
  listEverySubscription,
  listSubscriptions,
  readDelivery,
  replay,
  sendTo,
  unsubscribe,
  type WebhookKeeper,
} from './service.ts'
export type { ListedSubscription } from './store.ts'
export { isWebhookSecret, newWebhookSecret, readSigned, signedHeaders } from './signature.ts'
export { createWebhooks, type Webhooks } from './webhooks.ts'
