import type { FastifyReply } from 'fastify'
import { askByHand, type AskRefusal, type AskTarget, withdrawByHand } from '#counter/dossiers'
import { listWorking } from '#identity/accounts'
import { type Day, isDay } from '#kernel/calendar'
import { newId } from '#kernel/ids'
import { localize } from '#kernel/localized'
import { type FormBody, FormBody as FormBodySchema, route, type Route } from '#platform/http'
import { formats } from '#platform/i18n'
import { agentAt } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { settle } from '../dossiers/case/settle.ts'
import { backToCase, caseSchema, type CaseVisit, protectionOf, single } from '../dossiers/case/visit.ts'
import { answerTexts, drawChange, labelOf, readChanged, several, shortened, waysOf } from '../dossiers/tied/change.ts'
import { letterMade } from '../replies/compose.ts'
import { AskPage, type AskPageProps, type AskTyped } from './ask.page.tsx'
import { askedTexts } from './texts.ts'

const url = '/bureau/:site/demandes/:id'
const pages = { opinion: 'demander-un-avis', signature: 'faire-signer' } as const
type What = keyof typeof pages

/** Asking an opinion or a signature about one case, and taking it back. */
export const askRoutes = (app: App): Route[] => [
  ...(['opinion', 'signature'] as const).flatMap((what) => [
    route({
      method: 'GET',
      url: `${url}/${pages[what]}`,
      guard: agentAt(app),
      schema: caseSchema,
      handle: (request, reply, who) => show({ app, request, reply, who }, what, { typed: untouched(what, who.locale) }),
    }),
    route({
      method: 'POST',
      url: `${url}/${pages[what]}`,
      guard: agentAt(app),
      schema: { ...caseSchema, body: FormBodySchema },
      perMinute: 30,
      handle: (request, reply, who) => ask({ app, request, reply, who }, what, request.body),
    }),
  ]),
  route({
    method: 'POST',
    url: `${url}/avis-demandes/retirer`,
    guard: agentAt(app),
    schema: { ...caseSchema, body: FormBodySchema },
    handle: async (request, reply, who) => {
      const visit: CaseVisit = { app, request, reply, who }
      const requestId = single(request.body, 'question')
      return settle(visit, {
        outcome: await withdrawByHand(who.context, { ...protectionOf(visit, request.body), requestId }),
        form: 'asked',
        values: {},
        errorsFor: () => undefined,
        done: () => backToCase(visit, 'withdrawn'),
      })
    },
  }),
]

const untouched = (what: What, locale: 'fr' | 'en'): AskTyped => ({
  whom: '',
  colleague: '',
  service: '',
  name: '',
  email: '',
  question: what === 'signature' ? askedTexts(locale).wordStart : '',
  answers: [],
  files: [],
  letter: '',
  wished: '',
  options: [],
})

const typedIn = (body: FormBody): AskTyped => ({
  whom: single(body, 'qui'),
  colleague: single(body, 'collegue'),
  service: single(body, 'service'),
  name: single(body, 'nom'),
  email: single(body, 'courriel'),
  question: single(body, 'question'),
  answers: several(body, 'reponses'),
  files: several(body, 'pieces'),
  letter: single(body, 'courrier'),
  wished: single(body, 'date'),
  options: several(body, 'options'),
})

const targets: Readonly<Record<string, (typed: AskTyped) => AskTarget>> = {
  collegue: ({ colleague }) => ({ kind: 'colleague', accountId: colleague }),
  service: ({ service }) => ({ kind: 'service', serviceId: service }),
  exterieur: ({ name, email }) => ({ kind: 'outside', name, email }),
  personne: () => ({ kind: 'person', isCertified: false }),
  certifie: () => ({ kind: 'person', isCertified: true }),
}

/** The field that each refusal is about. */
const fieldOf: Readonly<Record<AskRefusal, string>> = {
  closed: 'qui',
  empty: 'question',
  unknown_colleague: 'collegue',
  is_herself: 'collegue',
  unknown_service: 'service',
  no_name: 'nom',
  no_address: 'courriel',
  past_day: 'date',
  no_document: 'pieces',
  no_person: 'qui',
}

async function ask(visit: CaseVisit, what: What, body: FormBody): Promise<FastifyReply> {
  const { app, who, request } = visit
  const t = askedTexts(who.locale)
  // Before anything is made: a case that she does not handle makes no letter.
  const { definition } = await readChanged(visit)
  const typed = typedIn(body)
  const refuse = (fieldId: string, message: string) => show(visit, what, { typed, error: { fieldId, message } })
  const to = Object.hasOwn(targets, typed.whom) ? targets[typed.whom]?.(typed) : undefined
  if (!to) return refuse('qui', t.nobody)
  const wishedOn = dayIn(typed.wished)
  if (wishedOn === undefined) return refuse('date', t.past_day)
  const isLetter = what === 'signature' && typed.letter !== ''
  const made = isLetter ? await letterMade({ app, who, dossierId: request.params.id }, typed.letter) : {}
  if (made.error) return refuse('courrier', made.error.message)
  const asked = await askByHand(who.context, {
    ...protectionOf(visit, body),
    what,
    to,
    question: typed.question,
    // A page of the form is shown whole, or not at all.
    fields: definition.form.pages
      .filter(({ id }) => typed.answers.includes(id))
      .flatMap(({ fields }) => fields.map(({ id }) => id)),
    files: typed.files,
    document: made.file,
    wishedOn,
    pauses: typed.options.includes('pause'),
    isTold: typed.options.includes('dire'),
  })
  if (asked.ok) return backToCase(visit, 'asked')
  const { reason } = asked.refusal
  return reason === 'changed_meanwhile' ? refuse('qui', t.changed) : refuse(fieldOf[reason], t[reason])
}

/** Null for none; undefined for what is not a day. */
function dayIn(typed: string): Day | null | undefined {
  if (typed === '') return null
  return isDay(typed) ? typed : undefined
}

interface Said {
  readonly typed: AskTyped
  readonly error?: AskPageProps['error']
}

async function show(visit: CaseVisit, what: What, { typed, error }: Said): Promise<FastifyReply> {
  const { app, who } = visit
  const { locale } = who
  const open = await readChanged(visit)
  const { file, definition, services, composer } = open
  const { dossier } = file
  const t = askedTexts(locale)
  const agents = await app.db.readCollectivity(who.site.id, (tx) => listWorking(tx, who.site.id, app.clock.now()))
  const texts = answerTexts(open, visit)
  const main = AskPage({
    locale,
    what,
    number: dossier.number,
    person: dossier.applicantName,
    canCertify: dossier.accountId !== null,
    ways: waysOf(visit, pages[what]),
    hidden: { version: String(dossier.version), key: newId() },
    colleagues: agents
      .filter(({ accountId }) => accountId !== who.account.accountId)
      .map(({ accountId, givenName, familyName }) => ({ value: accountId, label: `${givenName} ${familyName}` })),
    services: services.map(({ id, name }) => ({ value: id, label: localize(name, locale) })),
    answers: definition.form.pages.map(({ id, title, fields }) => ({
      value: id,
      label: labelOf(title, who),
      hint: shortened(
        fields
          .map((field) => texts.get(field.id) ?? '')
          .filter((text) => text !== '')
          .join(', '),
      ),
    })),
    files: file.attachments.map(({ id, name, size, messageId }) => ({
      value: id,
      label: name,
      hint: [formats(locale).fileSize(size), ...(messageId === null ? [] : [t.withNote])].join(', '),
    })),
    letters: composer.letters.map(({ slug, name }) => ({ value: slug, label: name })),
    typed,
    error,
  })
  const title = what === 'opinion' ? t.opinionTitle(dossier.number) : t.signatureTitle(dossier.number)
  return drawChange(visit, { main, title, status: error === undefined ? 200 : 422 })
}
