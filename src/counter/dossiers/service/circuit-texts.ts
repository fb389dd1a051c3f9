import { emailsOfService } from '#identity/accounts'
import { type Localized, localize } from '#kernel/localized'
import { accepted } from '#kernel/outcome'
import { findOfferById } from '#counter/procedures'
import { type CircuitScope, renderTemplate, type TemplateValues } from '#counter/workflows'
import { getSite } from '#territory/collectivities'
import { type Context, systemContext } from '#platform/context'
import type { Tx } from '#platform/db'
import { derivedId, type DossierKey } from '../domain/journal.ts'
import { circuitMail, circuitMailTo, type DossierMail } from '../mails.ts'
import type { Dossier } from '../schema.ts'
import { findDossierRow } from '../store/dossiers.ts'
import { circuitScope } from './circuit-scope.ts'
import { circuitWords } from './circuit-words.ts'
import { act, type Decision, readableBody, write } from './progress.ts'

/** What a circuit says by itself, once the move that says it is committed. */

export interface CircuitTextTools extends Pick<Context, 'db' | 'clock' | 'log'> {
  sendMail(mail: DossierMail): Promise<void>
  readonly links: {
    followDossier(key: DossierKey): Promise<string> | string
    /** Where its agents work on it. */
    workOn(key: DossierKey): Promise<string> | string
  }
}

export interface CircuitText extends DossierKey {
  /** The line it follows from: what it makes is known by it, and made once. */
  readonly eventId: string
  readonly channel: 'email' | 'sms' | 'in_app' | 'letter' | 'comment'
  readonly to: {
    readonly kind: 'applicant' | 'agents' | 'function' | 'address' | 'internal' | 'answer'
    readonly function?: string
    readonly address?: string
    readonly field?: string
  }
  readonly subject?: Localized
  readonly body: Localized
}

interface Ready {
  readonly dossier: Dossier
  readonly words: TemplateValues
  readonly addresses: readonly string[]
}

/** Says it where it can be said; a channel that this platform does not have is told in the journal, to agents. */
export async function sayCircuitText(tools: CircuitTextTools, text: CircuitText): Promise<void> {
  const ready = await readyText(tools, text)
  if (!ready) return
  if (text.channel === 'comment' || text.channel === 'in_app') return writeInCase(tools, text, ready)
  if (text.channel !== 'email') return notSent(tools, text, 'unavailable')
  return ready.addresses.length === 0 ? notSent(tools, text, 'no_address') : mail(tools, text, ready)
}

async function readyText({ db, clock }: CircuitTextTools, text: CircuitText): Promise<Ready | undefined> {
  const { collectivityId, dossierId } = text
  const { name: collectivity } = await getSite(db, { id: collectivityId })
  return db.readCollectivity(collectivityId, async (tx) => {
    const dossier = await findDossierRow(tx, collectivityId, dossierId)
    if (!dossier) return undefined
    const now = clock.now()
    const locale = text.to.kind === 'applicant' ? dossier.locale : 'fr'
    const words = await circuitWords(tx, dossier, { collectivity, now, locale })
    return { dossier, words, addresses: await addressesOf(tx, dossier, text, { words, now }) }
  })
}

const isAddress = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)

async function addressesOf(
  tx: Tx,
  dossier: Dossier,
  { to }: CircuitText,
  { words, now }: { readonly words: TemplateValues; readonly now: Date },
): Promise<readonly string[]> {
  switch (to.kind) {
    case 'agents':
      return []
    case 'applicant':
      return [dossier.applicantEmail]
    case 'address':
      return [renderTemplate(`${to.address}`, words)].filter(isAddress)
    case 'function':
      return addressesOfFunction(tx, dossier, `${to.function}`, now)
    case 'internal':
    case 'answer':
      return addressIn(await circuitScope(tx, dossier, now), to)
  }
}

/** What an agents' field or an answer holds, when it is an address. */
function addressIn(scope: CircuitScope, { kind, field = '' }: CircuitText['to']): readonly string[] {
  const value = kind === 'internal' ? scope.internal?.(field) : scope.answer(field)
  return typeof value === 'string' && isAddress(value) ? [value] : []
}

/** Those who work for the service that does the function; the dossier's own when none is bound. */
async function addressesOfFunction(tx: Tx, dossier: Dossier, function_: string, now: Date): Promise<readonly string[]> {
  const offer = await findOfferById(tx, dossier.collectivityId, dossier.offerId)
  const serviceId = offer?.bindings[function_] ?? dossier.serviceId
  return serviceId === null ? [] : emailsOfService(tx, serviceId, now)
}

async function mail(tools: CircuitTextTools, text: CircuitText, { dossier, words, addresses }: Ready): Promise<void> {
  const key = { collectivityId: text.collectivityId, dossierId: text.dossierId }
  const said = {
    subject: renderTemplate(localize(text.subject ?? { fr: dossier.number }, 'fr'), words),
    body: renderTemplate(localize(text.body, 'fr'), words),
  }
  const isAgents = text.to.kind === 'function'
  const href = await (isAgents ? tools.links.workOn(key) : tools.links.followDossier(key))
  if (text.to.kind === 'applicant') {
    const about = {
      dossier,
      procedure: words.procedure ?? '',
      collectivity: words.collectivity ?? '',
      followHref: href,
    }
    return tools.sendMail(circuitMail(derivedId(text.eventId, 'mail'), about, said))
  }
  for (const to of addresses)
    await tools.sendMail(circuitMailTo(derivedId(text.eventId, `mail ${to}`), dossier, { ...said, to, href }))
}

const asCircuit = (tools: CircuitTextTools, text: CircuitText, decide: Parameters<typeof act<never>>[2]['decide']) =>
  act<never>(
    systemContext(tools, 'Circuit'),
    { collectivityId: text.collectivityId, dossierId: text.dossierId, idempotencyKey: `text:${text.eventId}` },
    { mayAct: () => true, decide },
  )

async function writeInCase(tools: CircuitTextTools, text: CircuitText, { dossier, words }: Ready): Promise<void> {
  const isApplicants = text.to.kind === 'applicant'
  const locale = isApplicants ? dossier.locale : 'fr'
  const body = readableBody(renderTemplate(localize(text.body, locale), words))
  if (body === undefined) return
  await asCircuit(tools, text, async (acting) => {
    const writing = write(acting, isApplicants ? 'to_applicant' : 'note', body)
    const line: Decision['events'][number] = isApplicants
      ? { kind: 'message.sent', payload: { ...writing.payload, isReason: false } }
      : { kind: 'note.added', payload: writing.payload }
    return accepted({ events: [line], writings: [writing] })
  })
}

async function notSent(tools: CircuitTextTools, text: CircuitText, reason: string): Promise<void> {
  const payload = { channel: text.channel, reason }
  await asCircuit(tools, text, async () => accepted({ events: [{ kind: 'circuit.not_sent', payload }] }))
}
