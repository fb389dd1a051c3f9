import {
  derivedId,
  namesIn,
  type OpinionAsked,
  opinionKeyOf,
  outsideSecretOf,
  readAuthorityKeys,
  readOpinion,
  signatureOf,
  tellNotAsked,
} from '#counter/dossiers'
import { summarise } from '#counter/procedures'
import { localize } from '#kernel/localized'
import { AppError } from '#kernel/errors'
import { safeWebAddress } from '#kernel/web-address'
import { systemContext } from '#platform/context'
import { catalogue, formats } from '#platform/i18n'
import type { Outbound } from '#platform/outbound'
import { getSite, listCollectivities, type Site } from '#territory/collectivities'
import type { App } from './app.ts'
import { summaryFormatter } from './guichet/index.ts'
import { sendCollectivityMail } from './mails.ts'

/** Between circuits, which ask an opinion, and who gives it: a page behind a link, or another authority's own tool. */

const texts = catalogue({
  fr: {
    hello: (name: string) => (name ? `Bonjour ${name},` : 'Bonjour,'),
    subject: (number: string) => `Votre avis sur la demande ${number}`,
    body: (place: string, procedure: string) => `${place} demande votre avis sur une demande « ${procedure} ».`,
    until: (day: string) => `Vous pouvez répondre jusqu’au ${day}.`,
    subjectAgain: (number: string) => `Votre avis est encore attendu, demande ${number}`,
    wished: (day: string) => `Une réponse est souhaitée avant le ${day}.`,
    give: 'Lire la demande et donner mon avis',
    footer:
      'Ce lien est le vôtre : qui l’ouvre peut répondre à votre place. Ne le transférez pas, et ne répondez pas à ce message.',
  },
  en: {
    hello: (name) => (name ? `Hello ${name},` : 'Hello,'),
    subject: (number) => `Your opinion on request ${number}`,
    body: (place, procedure) => `${place} asks for your opinion on a request “${procedure}”.`,
    until: (day) => `You can answer until ${day}.`,
    subjectAgain: (number) => `Your opinion is still awaited, request ${number}`,
    wished: (day) => `An answer is wished by ${day}.`,
    give: 'Read the request and give my opinion',
    footer:
      'This link is yours: whoever opens it can answer in your place. Do not forward it, and do not reply to this message.',
  },
})

interface Asked {
  readonly collectivityId: string
  readonly requestId: string
  readonly service: string
}

const served: ReadonlySet<string> = new Set(['expert', 'authority', 'form'])

/**
 * A circuit asks an opinion. Parameters: `url`, where another authority's tool takes the question; otherwise `email`, who
 * receives the link of a page; `name`; `fields`, the answers that may be read. Asked again, it is one mail, or one question.
 */
export const askForOpinion =
  (app: App, outbound: Pick<Outbound, 'fetch'>) =>
  async ({ collectivityId, requestId, service }: Asked): Promise<void> => {
    if (!served.has(service)) return
    const ctx = systemContext(app, 'Circuit')
    const asked = await readOpinion(ctx, { collectivityId, requestId })
    if (!asked.isAwaited) return
    const { url } = asked.request.parameters
    // An agent writes to an address; the tools of other authorities are the affair of circuits.
    if (typeof url === 'string' && url !== '' && asked.request.step !== '') {
      const site = await getSite(app.db, { id: collectivityId })
      const isTaken = await post(app, outbound, { asked, body: await questionOf(app, asked, site), url })
      return isTaken ? undefined : tellNotAsked(ctx, { ...asked, reason: 'not_taken' })
    }
    if (addressIn(asked) === undefined) return tellNotAsked(ctx, { ...asked, reason: 'no_address' })
    await writeOpinion(app, asked)
  }

export const opinionHref = (app: App, site: Pick<Site, 'slug'>, requestId: string, file?: string): string => {
  const page = `${app.config.publicUrl}/${site.slug}/avis/${requestId}`
  return `${page}${file === undefined ? '' : `/fichiers/${file}`}?cle=${opinionKeyOf(app.secrets, requestId)}`
}

function addressIn({ request }: OpinionAsked): string | undefined {
  const { email } = request.parameters
  const to = typeof email === 'string' ? email.trim() : ''
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(to) ? to : undefined
}

/** Writes the link of the question to who is asked, or writes it again before the day that was wished. */
export async function writeOpinion(app: App, asked: OpinionAsked, way: 'asked' | 'reminder' = 'asked'): Promise<void> {
  const { request, dossier, definition, question, dueAt } = asked
  const to = addressIn(asked)
  if (to === undefined) return
  const site = await getSite(app.db, { id: dossier.collectivityId })
  const t = texts('fr')
  const { name } = request.parameters
  const until = dueAt ?? request.wishedOn
  await sendCollectivityMail(app, {
    // The question itself: written once, however often it is asked for.
    id: way === 'asked' ? request.id : derivedId(request.id, 'reminder'),
    to,
    locale: 'fr',
    collectivityId: dossier.collectivityId,
    subject: way === 'asked' ? t.subject(dossier.number) : t.subjectAgain(dossier.number),
    paragraphs: [
      t.hello(typeof name === 'string' ? name : ''),
      t.body(site.name, localize(definition.title, 'fr')),
      ...(question ? [{ quote: localize(question, 'fr') }] : []),
      ...(until ? [dueAt ? t.until(formats('fr').fullDate(until)) : t.wished(formats('fr').fullDate(until))] : []),
    ],
    action: { label: t.give, href: opinionHref(app, site, request.id) },
    footer: [t.footer],
    attachments: [],
    about: `avis ${request.id.slice(0, 8)}`,
  })
}

/** What another authority's tool receives: all that it needs to read the question and to answer it. */
async function questionOf(app: App, asked: OpinionAsked, site: Site) {
  const { request, dossier, step, definition, answers, files, dueAt } = asked
  const communes = await listCollectivities(app.db, { kind: 'commune' })
  const lines = summarise(definition, answers, 'fr', summaryFormatter('fr', communes, namesIn(asked.sheet, 'fr')))
    .flatMap((section) => section.lines)
    .filter(({ kind, text }) => kind !== 'file' && text !== '')
  return {
    format: 'traboule.question/1',
    request: request.id,
    step: request.step,
    collectivity: { code: site.code, name: site.name },
    case: { number: dossier.number, procedure: definition.slug, title: localize(definition.title, 'fr') },
    question: step && localize(step.invitation ?? step.label, 'fr'),
    until: dueAt?.toISOString() ?? null,
    answers: lines.map(({ fieldId, label, text }) => ({ field: fieldId, label, text })),
    files: files.map(({ id, name, mediaType, size, digest }) => ({
      name,
      mediaType,
      size,
      sha256: digest,
      url: opinionHref(app, site, request.id, id),
    })),
    answer: {
      url: `${app.config.publicUrl}/api/collectivites/${dossier.collectivityId}/reponses/${request.id}`,
      method: 'POST',
      body: { outcome: 'accepted | refused', detail: 'text', idempotencyKey: 'text' },
      signature: 'X-Traboule-Signature: sha256= and the HMAC-SHA-256 of the body in hexadecimal, by this secret',
      secret: outsideSecretOf(app.secrets, request.id),
    },
  }
}

/**
 * Hands the question over, signed with the key that the collectivity shares with that host. One that is not taken now is
 * handed over again later: the job fails until it is.
 * @returns whether it was taken; not when the tool refuses it for good (4xx), has no such address, or one that is not encrypted.
 */
async function post(app: App, outbound: Pick<Outbound, 'fetch'>, { asked, body, url }: Handed) {
  const to = safeWebAddress(url)
  if (!to) return false
  const text = JSON.stringify(body)
  const { collectivityId } = asked.dossier
  const keys = await readAuthorityKeys(app.secrets)(systemContext(app, 'Circuit'), { collectivityId, host: to.host })
  const answer = await outbound.fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': asked.request.id,
      'x-traboule-signature': signatureOf(keys.current, Buffer.from(text)),
      // While a key is being replaced, whoever has either one of them knows where the question comes from.
      ...(keys.next !== undefined && { 'x-traboule-signature-next': signatureOf(keys.next, Buffer.from(text)) }),
    },
    body: text,
  })
  if (answer.status >= 500 || answer.status === 408 || answer.status === 429)
    throw new AppError('unavailable', 'outbound.unreachable', { detail: `HTTP ${answer.status}` })
  return answer.status < 300
}

interface Handed {
  readonly asked: OpinionAsked
  readonly body: Awaited<ReturnType<typeof questionOf>>
  readonly url: string
}
