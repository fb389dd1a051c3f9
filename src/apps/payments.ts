import { answerOutside } from '#counter/dossiers'
import { type AskedByCircuit, createPayFip, createPayments, type Payments, requestForCircuit } from '#counter/payments'
import { AppError } from '#kernel/errors'
import type { Config } from '#platform/config'
import type { Secrets } from '#platform/crypto'
import { systemContext } from '#platform/context'
import type { Database } from '#platform/db'
import { createOutbound } from '#platform/outbound'
import { getSite } from '#territory/collectivities'
import type { App } from './app.ts'

interface Surroundings {
  readonly config: Pick<Config, 'payFipUrl' | 'publicUrl'>
  readonly db: Database
  readonly secrets: Secrets
}

/** The house of payments on PayFiP, which sends people back to the guichet of their commune. */
export function composePayments({ config, db, secrets }: Surroundings): Payments {
  const isLocal = ['localhost', '127.0.0.1'].includes(new URL(config.payFipUrl).hostname)
  const { fetch } = createOutbound({ allowPrivate: isLocal, timeout: 8000, maxBytes: 200_000 })
  return createPayments({
    secrets,
    provider: createPayFip({ url: config.payFipUrl, reach: fetch }),
    siteUrl: async (id) => `${config.publicUrl}/${(await getSite(db, { id })).slug}`,
  })
}

/** A circuit asks for an answer: when it is money, it is asked for. */
export const askForMoney =
  (app: App) =>
  async (asked: AskedByCircuit & { readonly service: string }): Promise<void> => {
    if (asked.service !== 'payment') return
    const { db } = app
    const { name } = await getSite(db, { id: asked.collectivityId })
    await requestForCircuit(systemContext(app, 'payments'), asked, name)
  }

interface Settled {
  readonly collectivityId: string
  readonly requestId: string
  readonly outcome: 'paid' | 'expired' | 'impossible'
}

/** The circuit learns what became of it. One that has gone its way meanwhile keeps the word, and does not move. */
export const tellCircuit =
  (app: App) =>
  async ({ collectivityId, requestId, outcome }: Settled): Promise<void> => {
    try {
      const told = await answerOutside(systemContext(app, 'payments'), {
        collectivityId,
        requestId,
        outcome: outcome === 'paid' ? 'accepted' : 'refused',
        idempotencyKey: `payments.${outcome}`,
      })
      if (!told.ok && outcome === 'paid') app.log.error({ requestId }, 'paid after its request had gone on')
    } catch (error) {
      // A sum may be asked for by something else than a circuit.
      if (error instanceof AppError && error.code === 'dossiers.no_request') return
      throw error
    }
  }
