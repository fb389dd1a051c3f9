import { accepted, type Outcome, refused } from '#kernel/outcome'
import { AppError } from '#kernel/errors'
import type { News } from '../domain/attempt.ts'
import { plainPurpose } from '../domain/reference.ts'
import type { Order, PaymentProvider, ProviderRefusal } from '../ports.ts'
import type { Means, Mode } from '../schema.ts'
import { envelope, type Operation, readAnswer } from './envelope.ts'
import { readMoment } from './moment.ts'

/** How PayFiP is reached. */
export interface PayFipAccess {
  /** `https://www.payfip.gouv.fr`, or a stand-in. */
  readonly url: string
  /** Of `#platform/outbound`. */
  readonly reach: typeof globalThis.fetch
}

/** SAISIE: a test, the one real payment that opens the service, every day's. */
const letterOf: Readonly<Record<Mode, string>> = { test: 'T', activation: 'X', production: 'W' }

/**
 * RESULTRANS: paid by card, paid by direct debit, refused by either, abandoned. (Guide de mise en œuvre PayFiP Régie, web
 * service, DGFiP.)
 */
const results: Readonly<Record<string, { readonly result: 'paid' | 'refused' | 'abandoned'; readonly means: Means }>> =
  {
    P: { result: 'paid', means: 'card' },
    V: { result: 'paid', means: 'direct_debit' },
    R: { result: 'refused', means: 'card' },
    Z: { result: 'refused', means: 'direct_debit' },
    A: { result: 'abandoned', means: 'card' },
  }

/** The operation is unknown (P1), or forgotten in the night since nobody paid by it. */
const unknownOperation = 'P1'
/** Not named, used, too old to be opened, without a result yet: all the same to who waits for how it ends. */
const withoutResult = new Set(['P2', 'P3', 'P4', 'P5'])

/** PayFiP's web service for régies (SOAP): three operations, and the page where one pays. */
export function createPayFip(access: PayFipAccess): PaymentProvider {
  const ask = asking(access)
  return {
    open: async (order) => {
      const said = await ask('creerPaiementSecurise', fieldsOf(order))
      if (!said.ok) return said
      const operationId = said.value['idop'] ?? ''
      return /^[A-Za-z0-9-]{8,60}$/.test(operationId)
        ? accepted({ operationId })
        : refused({ reason: 'unavailable' as const, detail: 'no operation in the answer' })
    },
    look: async (operationId) => {
      const said = await ask('recupererDetailPaiementSecurise', { idOp: operationId })
      if (said.ok) return newsOf(said.value, operationId)
      const code = said.refusal.reason === 'refused' ? said.refusal.code : ''
      if (code === unknownOperation) return accepted({ kind: 'gone' as const })
      return withoutResult.has(code) ? accepted({ kind: 'not_known' as const }) : said
    },
    describe: async (clientNumber) => {
      const said = await ask('recupererDetailClient', { numCli: clientNumber })
      if (!said.ok) return said
      const name = ['libellen1', 'libellen2', 'libellen3'].map((field) => said.value[field] ?? '')
      return accepted({ name: name.filter((line) => line !== '').join(', ') })
    },
    payAt: (operationId) => `${access.url}/tpa/paiementws.web?idop=${encodeURIComponent(operationId)}`,
  }
}

const fieldsOf = (order: Order): Record<string, string> => ({
  exer: String(order.year),
  mel: order.payerEmail,
  montant: String(order.amount),
  numcli: order.clientNumber,
  objet: plainPurpose(order.purpose),
  refdet: order.reference,
  saisie: letterOf[order.mode],
  urlnotif: order.noticeUrl,
  urlredirect: order.returnUrl,
})

type Fields = Readonly<Record<string, string>>

const unavailable = (detail: string) => refused({ reason: 'unavailable' as const, detail })

const modeOf = (letter: string | undefined): Mode | undefined =>
  (Object.keys(letterOf) as Mode[]).find((mode) => letterOf[mode] === letter)

function newsOf(fields: Fields, operationId: string): Outcome<News, ProviderRefusal> {
  const told = (name: string): string => fields[name] ?? ''
  const meaning = results[told('resultrans')]
  if (!meaning || !/^\d{1,11}$/.test(told('montant'))) return unavailable('a result that the guide does not have')
  if (told('idop') !== operationId) return unavailable('the answer is of another operation')
  return accepted({
    kind: 'result',
    ...meaning,
    reference: told('refdet'),
    amount: Number(told('montant')),
    clientNumber: told('numcli'),
    mode: modeOf(fields['saisie']),
    authorisation: told('numauto') || null,
    at: readMoment(told('dattrans'), told('heurtrans')) ?? null,
  })
}

type Ask = (operation: Operation, fields: Fields) => Promise<Outcome<Fields, ProviderRefusal>>

/** One question. Whatever is not an answer of the service, in words of the guide, counts as silence. */
const asking =
  ({ url, reach }: PayFipAccess): Ask =>
  async (operation, fields) => {
    let text: string
    try {
      const answer = await reach(`${url}/tpa/services/securite`, {
        method: 'POST',
        headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: '""', accept: 'text/xml' },
        body: envelope(operation, fields),
      })
      // SOAP 1.1 says faults with the status 500; anything else is not the service speaking.
      if (answer.status !== 200 && answer.status !== 500) return unavailable(`status ${answer.status}`)
      text = await answer.text()
    } catch (error) {
      if (error instanceof AppError && error.kind === 'unavailable') return unavailable(error.detail ?? error.code)
      throw error
    }
    const said = readAnswer(text, operation)
    if (!said.ok) return unavailable(said.refusal)
    if (said.value.kind === 'answer') return accepted(said.value.fields)
    const { isTechnical, code, said: words } = said.value
    return isTechnical
      ? unavailable(`fault ${code} ${words}`)
      : refused({ reason: 'refused' as const, code, said: words })
  }
