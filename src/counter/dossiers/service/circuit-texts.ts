import { emailsOfService } from '#identity/accounts'
import { type Locale, type Localized, localize } from '#kernel/localized'
import { accepted } from '#kernel/outcome'
import { findOfferById } from '#counter/procedures'
import { type CircuitScope, renderTemplate, type TemplateValues } from '#counter/workflows'
import { getSite } from '#territory/collectivities'
import { type Context, systemContext } from '#platform/context'
import type { Tx } from '#platform/db'
import type { CollectivityMail } from '#platform/mail'
import { derivedId, type DossierKey } from '../domain/journal.ts'
import { circuitMail, circuitMailTo } from '../mails.ts'
import type { AnswerSheet, DepositedFile, Dossier } from '../schema.ts'
import { findAnswers } from '../store/answers.ts'
import { findDossierRow } from '../store/dossiers.ts'
import { insertLetterRow } from '../store/letters.ts'
import { circuitScope } from './circuit-scope.ts'
import { circuitWords } from './circuit-words.ts'
import { act, type Decision, readableBody, write } from './progress.ts'

/** What a circuit says by itself, once the move that says it is committed. */

export interface CircuitTextTools extends Pick<Context, 'db' | 'clock' | 'log'> {
  sendMail(mail: CollectivityMail): Promise<void>
  /** Absent where the operator has no gateway for text messages. */
  readonly sendSms?: ((sms: CircuitSms) => Promise<'sent' | 'refused' | 'stopped'>) | undefined
  /** Makes a letter, ready to be printed, and keeps it in the file store; absent: no letter is made. */
  readonly printLetter?: ((letter: CircuitLetter) => Promise<DepositedFile>) | undefined
  readonly links: {
    followDossier(key: DossierKey): Promise<string> | string
    /** Where its agents work on it. */
    workOn(key: DossierKey): Promise<string> | string
  }
}

/** About which request, so that an answer finds it. */
export interface CircuitSms extends DossierKey {
  readonly id: string
  readonly to: string
  readonly text: string
}

export interface CircuitLetter {
  readonly dossier: Dossier
  /** Name and address of who it is for, a line each. */
  readonly recipient: readonly string[]
  readonly subject: string
  readonly body: string
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
  readonly phones: readonly string[]
  /** Where she lives, as she answered it. */
  readonly home: readonly string[]
}

/** Says it where it can be said; a channel that this platform does not have is told in the journal, to agents. */
export async function sayCircuitText(tools: CircuitTextTools, text: CircuitText): Promise<void> {
  const ready = await readyText(tools, text)
  if (!ready) return
  if (text.channel === 'comment' || text.channel === 'in_app') return writeInCase(tools, text, ready)
  if (text.channel === 'sms') return textMessage(tools, text, ready)
  if (text.channel === 'letter') return letter(tools, text, ready)
  return ready.addresses.length === 0 ? notSent(tools, text, 'no_address') : mail(tools, text, ready)
}

async function readyText({ db, clock }: CircuitTextTools, text: CircuitText): Promise<Ready | undefined> {
  const { collectivityId, dossierId } = text
  const { name: collectivity } = await getSite(db, { id: collectivityId })
  return db.readCollectivity(collectivityId, async (tx) => {
    const dossier = await findDossierRow(tx, collectivityId, dossierId)
    if (!dossier) return undefined
    const now = clock.now()
    const locale = languageOf(text, dossier)
    const words = await circuitWords(tx, dossier, { collectivity, now, locale })
    const [addresses, scope, sheet] = await Promise.all([
      addressesOf(tx, dossier, text, { words, now }),
      circuitScope(tx, dossier, now),
      findAnswers(tx, collectivityId, dossierId),
    ])
    return { dossier, words, addresses, phones: phonesOf(dossier, text, { words, scope }), home: homeIn(sheet) }
  })
}

/** Hers when it goes to the person who asks, by an address or a number that she typed too; French to everybody else. */
const languageOf = ({ to }: CircuitText, { locale }: Dossier): Locale =>
  to.kind === 'applicant' || to.kind === 'answer' ? locale : 'fr'

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
      return [dossier.applicantEmail].filter(isAddress)
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
  const locale = languageOf(text, dossier)
  const said = {
    subject: renderTemplate(localize(text.subject ?? { fr: dossier.number }, locale), words),
    body: renderTemplate(localize(text.body, locale), words),
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
    await tools.sendMail(circuitMailTo(derivedId(text.eventId, `mail ${to}`), dossier, { ...said, to, href, locale }))
}

const digitsOf = (text: unknown): string[] => {
  const number = typeof text === 'string' ? text.replaceAll(/[\s.()-]/g, '') : ''
  if (/^\+\d{8,15}$/.test(number)) return [number]
  return /^0[1-9]\d{8}$/.test(number) ? [`+33${number.slice(1)}`] : []
}

/** Telephones that a text message goes to: never those of a whole service. */
function phonesOf(
  { applicantPhone }: Dossier,
  { to }: CircuitText,
  { words, scope }: { readonly words: TemplateValues; readonly scope: CircuitScope },
): readonly string[] {
  if (to.kind === 'applicant') return digitsOf(applicantPhone)
  if (to.kind === 'address') return digitsOf(renderTemplate(`${to.address}`, words))
  if (to.kind === 'internal') return digitsOf(scope.internal?.(to.field ?? ''))
  return to.kind === 'answer' ? digitsOf(scope.answer(to.field ?? '')) : []
}

/** The first postal address of her answers, a line each. */
function homeIn(sheet: AnswerSheet): readonly string[] {
  for (const { value } of Object.values(sheet)) {
    if (typeof value !== 'object' || !('postalCode' in value) || !('line' in value)) continue
    const { line, postalCode, city } = value as { line: string; postalCode: string; city?: string }
    return [line, `${postalCode} ${city ?? ''}`.trim()]
  }
  return []
}

/** Goes to telephones; where none is known, or nobody here sends any, an e-mail goes instead and the journal says so. */
async function textMessage(tools: CircuitTextTools, text: CircuitText, ready: Ready): Promise<void> {
  const { dossier, words, phones } = ready
  const body = renderTemplate(localize(text.body, languageOf(text, dossier)), words)
  const { sendSms } = tools
  if (!sendSms || phones.length === 0) return insteadOfSms(tools, text, ready, sendSms ? 'no_number' : 'unavailable')
  const states = await Promise.all(
    phones.map((to) =>
      sendSms({
        id: derivedId(text.eventId, `sms ${to}`),
        to,
        text: body,
        collectivityId: text.collectivityId,
        dossierId: text.dossierId,
      }),
    ),
  )
  // She asked for no more messages there.
  if (states.includes('stopped')) return insteadOfSms(tools, text, ready, 'stopped')
  return states.includes('refused') ? insteadOfSms(tools, text, ready, 'refused') : undefined
}

async function insteadOfSms(tools: CircuitTextTools, text: CircuitText, ready: Ready, reason: string): Promise<void> {
  const { dossier, addresses } = ready
  if (addresses.length > 0)
    await mail(
      tools,
      { subject: { fr: `Votre demande ${dossier.number}`, en: `Your request ${dossier.number}` }, ...text },
      ready,
    )
  return notSent(tools, text, addresses.length > 0 ? `${reason}_mailed` : reason)
}

/** A letter that an agent prints and posts: it waits in the case, in a note of its own, and in the list of those to post. */
async function letter(tools: CircuitTextTools, text: CircuitText, { dossier, words, home }: Ready): Promise<void> {
  if (!tools.printLetter) return notSent(tools, text, 'unavailable')
  const locale = languageOf(text, dossier)
  const subject = renderTemplate(localize(text.subject ?? { fr: dossier.number }, locale), words)
  const body = renderTemplate(localize(text.body, locale), words)
  const isApplicants = text.to.kind === 'applicant'
  const recipient = isApplicants ? [dossier.applicantName, ...home] : recipientOf(text, words)
  const file = await tools.printLetter({ dossier, recipient, subject, body })
  const hasAddress = home.length > 0 || !isApplicants
  await asCircuit(tools, text, async (acting) => {
    const writing = write(acting, 'note', letterNote(subject, hasAddress), [file])
    const { collectivityId, dossierId, eventId } = text
    const waiting = {
      id: derivedId(eventId, 'letter'),
      dossierId,
      attachmentId: writing.attachments[0]?.id ?? '',
      recipient: recipient[0] ?? '',
      subject,
      hasAddress,
      madeAt: acting.now,
    }
    return accepted({
      events: [{ kind: 'note.added', payload: writing.payload }],
      writings: [writing],
      besides: () => [insertLetterRow(acting.tx, collectivityId, waiting)],
    })
  })
}

/** Somebody else than the applicant, as the circuit names her. */
function recipientOf({ to }: CircuitText, words: TemplateValues): readonly string[] {
  if (to.kind === 'address') return renderTemplate(to.address ?? '', words).split('\n')
  if (to.kind === 'internal' || to.kind === 'answer') return (words[`${to.kind}.${to.field ?? ''}`] ?? '').split('\n')
  return [words.collectivity ?? '']
}

const letterNote = (subject: string, hasAddress: boolean): string =>
  `Lettre à imprimer et à poster : ${subject}.${hasAddress ? '' : ' L’adresse postale n’est pas connue : à compléter à la main.'}`

const asCircuit = (tools: CircuitTextTools, text: CircuitText, decide: Parameters<typeof act<never>>[2]['decide']) =>
  act<never>(
    systemContext(tools, 'Circuit'),
    { collectivityId: text.collectivityId, dossierId: text.dossierId, idempotencyKey: `text:${text.eventId}` },
    { mayAct: () => true, decide },
  )

async function writeInCase(tools: CircuitTextTools, text: CircuitText, { dossier, words }: Ready): Promise<void> {
  const isApplicants = text.to.kind === 'applicant'
  const body = readableBody(renderTemplate(localize(text.body, languageOf(text, dossier)), words))
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
