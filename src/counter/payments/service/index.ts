import type { Context } from '#platform/context'
import type { Outcome } from '#kernel/outcome'
import type { JobHandler } from '#platform/jobs'
import type { Payment } from '../schema.ts'
import { paymentHandlers } from './handlers.ts'
import { lookForPayer } from './look.ts'
import { beginPayment, type PayInput, type PayRefusal } from './pay.ts'
import { type PaymentInView, paymentsOfDossier, readPayment } from './read.ts'
import { checkRegie } from './regies.ts'
import type { PaymentTools } from './tools.ts'

interface Opened {
  readonly collectivityId: string
  readonly link: string
}

/** What needs the provider or the installation's secrets. */
export interface Payments {
  /** The provider's site, to which our pages let their forms lead. */
  readonly payOrigin: string
  readPayment(ctx: Context, opened: Opened): Promise<PaymentInView>
  beginPayment(ctx: Context, input: PayInput): Promise<Outcome<{ readonly payAt: string }, PayRefusal>>
  lookForPayer(ctx: Context, opened: Opened): Promise<void>
  paymentsOfDossier(
    ctx: Context,
    key: { readonly collectivityId: string; readonly dossierId: string },
  ): Promise<readonly (Payment & { readonly link: string })[]>
  checkRegie(ctx: Context, key: { readonly collectivityId: string; readonly id: string }): Promise<void>
  jobHandlers(base: Omit<Context, 'actor'>): JobHandler[]
}

/** The house, on a provider. */
export const createPayments = (tools: PaymentTools): Payments => ({
  payOrigin: new URL(tools.provider.payAt('')).origin,
  readPayment: (ctx, opened) => readPayment(ctx, tools, opened),
  beginPayment: (ctx, input) => beginPayment(ctx, tools, input),
  lookForPayer: (ctx, opened) => lookForPayer(ctx, tools, opened),
  paymentsOfDossier: (ctx, key) => paymentsOfDossier(ctx, tools, key),
  checkRegie: (ctx, key) => checkRegie(ctx, tools, key),
  jobHandlers: (base) => paymentHandlers(base, tools),
})
