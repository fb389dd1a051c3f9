import type { FastifyReply } from 'fastify'
import { dayOf } from '#kernel/calendar'
import { notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { addDays } from '#kernel/calendar'
import {
  daysToPart,
  dismissAlike,
  joinDossiers,
  linkDossiers,
  mayHandle,
  partDossiers,
  peekOther,
  ties,
  unlinkDossiers,
} from '#counter/dossiers'
import { formats } from '#platform/i18n'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { agentAt } from '../../../access/index.ts'
import type { App } from '../../../app.ts'
import { framedPage, frameOf } from '../../frame/index.ts'
import { fromOf } from '../case/neighbours.ts'
import { caseAddress } from '../case/present.ts'
import { type OpenCase, readCase } from '../case/read.ts'
import { settle } from '../case/settle.ts'
import { backToCase, caseSchema, type CaseVisit, protectionOf, single } from '../case/visit.ts'
import { JoinPage, TiedPage, type TieRow } from './tied.page.tsx'
import { tiedTexts } from './texts.ts'
import { reasonsOf, relatedRow, tieLabel } from './view.ts'

const url = '/bureau/:site/demandes/:id/liens'
const schema = { ...caseSchema, body: FormBody } as const

/** `/bureau/:site/demandes/:id/liens`: the requests that one is tied to, or joined to. */
export const tiedRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: agentAt(app),
    schema: caseSchema,
    handle: async (request, reply, who) => {
      const visit: CaseVisit = { app, request, reply, who }
      return show(visit, await readHandled(visit), { typed: nothingTyped, errors: [] })
    },
  }),
  route({
    method: 'POST',
    url,
    guard: agentAt(app),
    schema,
    handle: (request, reply, who) => tie({ app, request, reply, who }, request.body),
  }),
  ...undoRoutes(app),
]

/** What takes a tie or a likeness away. */
const undoRoutes = (app: App): Route[] => [
  route({
    method: 'POST',
    url: `${url}/delier`,
    guard: agentAt(app),
    schema,
    handle: async (request, reply, who) => {
      const visit: CaseVisit = { app, request, reply, who }
      const input = { ...protectionOf(visit, request.body), relationId: single(request.body, 'lien') }
      const outcome = await unlinkDossiers(who.context, input)
      return settle(visit, {
        outcome,
        form: 'unlink',
        values: {},
        errorsFor: none,
        done: () => backToCase(visit, 'unlinked'),
      })
    },
  }),
  route({
    method: 'POST',
    url: `${url}/ecarter`,
    guard: agentAt(app),
    schema,
    handle: async (request, reply, who) => {
      const key = { collectivityId: who.site.id, dossierId: request.params.id }
      await dismissAlike(who.context, { ...key, otherId: single(request.body, 'autre') })
      return seeOther(reply, `${caseAddress(who.site.slug, request.params.id)}/liens${fromOf(request.query)}`)
    },
  }),
  route({
    method: 'POST',
    url: `${url}/separer`,
    guard: agentAt(app),
    schema,
    handle: async (request, reply, who) => {
      const visit: CaseVisit = { app, request, reply, who }
      const { seenVersion: _, ...rest } = protectionOf(visit, request.body)
      const joined = await joinedOne(visit, single(request.body, 'lien'))
      const outcome = await partDossiers(who.context, { ...rest, dossierId: joined, tells: true })
      return settle(visit, {
        outcome,
        form: 'part',
        values: {},
        errorsFor: none,
        done: () => backToCase(visit, 'parted'),
      })
    },
  }),
]

const none = (): undefined => undefined
const nothingTyped = { other: '', what: 'relates', tells: true }

/** The case, for who may act on it: an elected member ties nothing. */
async function readHandled({ app, who, request }: CaseVisit): Promise<OpenCase> {
  const open = await readCase(app, who, request.params.id)
  const { dossier } = open.file
  const isHandled = mayHandle(who.context.actor, dossier) || dossier.joinedTo !== null
  if (!isHandled) throw notFound('dossiers.no_dossier', request.params.id)
  return open
}

/** Which of two is the one that was joined: parting is asked from the page of either. */
async function joinedOne(visit: CaseVisit, relationId: string): Promise<string> {
  const { file } = await readHandled(visit)
  const tied = file.related.find((each) => each.relationId === relationId && each.kind === 'joined')
  return tied?.side === 'to' ? tied.other.id : file.dossier.id
}

interface Said {
  readonly typed: { readonly other: string; readonly what: string; readonly tells: boolean }
  readonly errors: readonly { readonly fieldId: string; readonly message: string }[]
}

const addressOf = ({ who, request }: CaseVisit): string => caseAddress(who.site.slug, request.params.id)

function show(visit: CaseVisit, open: OpenCase, { typed, errors }: Said): FastifyReply {
  const { request, who } = visit
  const { locale } = who
  const from = fromOf(request.query)
  const address = addressOf(visit)
  const { dossier } = open.file
  const main = TiedPage({
    locale,
    number: dossier.number,
    back: `${address}${from}`,
    actions: {
      tie: `${address}/liens${from}`,
      unlink: `${address}/liens/delier${from}`,
      part: `${address}/liens/separer${from}`,
      dismiss: `${address}/liens/ecarter${from}`,
    },
    hidden: { version: String(dossier.version), key: newId() },
    ties: open.file.related.map((each) => tieRow(visit, each)),
    likely: open.file.likely.map((each) => ({
      id: each.id,
      row: {
        name: each.number,
        icon: 'copy',
        href: caseAddress(who.site.slug, each.id),
        note: `${each.subject}, ${each.applicantName}`,
      },
      reasons: reasonsOf(each, locale),
    })),
    typed,
    errors,
    done: undefined,
  })
  return draw(visit, { main, number: dossier.number, status: errors.length > 0 ? 422 : 200 })
}

type Related = OpenCase['file']['related'][number]

function tieRow({ app, who }: CaseVisit, related: Related): TieRow {
  const { locale, site } = who
  const t = tiedTexts(locale)
  const until = addDays(dayOf(related.at), daysToPart)
  const undo: TieRow['undo'] =
    related.kind !== 'joined'
      ? { way: 'unlink' }
      : until < dayOf(app.clock.now())
        ? { way: 'none', note: t.tooLate }
        : { way: 'part', note: t.partNote(formats(locale).fullDate(until)) }
  return {
    relationId: related.relationId,
    label: tieLabel(related, locale),
    row: relatedRow(related, `/bureau/${site.slug}/demandes`, locale),
    number: related.other.number,
    undo,
  }
}

interface Drawn {
  readonly main: ReturnType<typeof TiedPage>
  readonly number: string
  readonly status: number
}

function draw({ app, request, reply, who }: CaseVisit, { main, number, status }: Drawn): FastifyReply {
  const html = framedPage(frameOf(app, request, who), {
    title: tiedTexts(who.locale).title(number),
    main,
    menu: 'requests',
    isRefused: status >= 400,
  })
  return sendPage(reply, html, status)
}

async function tie(visit: CaseVisit, body: FormBody): Promise<FastifyReply> {
  const { who } = visit
  const t = tiedTexts(who.locale)
  const open = await readHandled(visit)
  const typed = {
    other: single(body, 'autre').trim(),
    what: single(body, 'quoi'),
    tells: single(body, 'prevenir') === 'oui',
  }
  const fail = (fieldId: string, message: string) => show(visit, open, { typed, errors: [{ fieldId, message }] })
  if (typed.other === '') return fail('autre', t.missing)
  const input = protectionOf(visit, body)
  if (typed.what === 'join')
    return single(body, 'confirme') === 'oui' ? join(visit, typed, input) : askJoin(visit, open, typed)
  const tied = ties.find((each) => each === typed.what)
  if (!tied) return fail('quoi', t.choose)
  const done = await linkDossiers(who.context, { ...input, other: typed.other, tie: tied })
  if (done.ok) return backToCase(visit, 'linked')
  return 'events' in done.refusal ? show(visit, open, { typed, errors: [] }) : fail('autre', t[done.refusal.reason])
}

type Typed = Said['typed']

/** Both requests, before they are joined: a wrong number is seen. */
async function askJoin(visit: CaseVisit, open: OpenCase, typed: Typed): Promise<FastifyReply> {
  const { who, request } = visit
  const { locale } = who
  const { dossier } = open.file
  const peeked = await peekOther(who.context, {
    collectivityId: who.site.id,
    dossierId: dossier.id,
    other: typed.other,
  })
  if (!peeked.ok) {
    const errors = [{ fieldId: 'autre', message: tiedTexts(locale)[peeked.refusal] }]
    return show(visit, open, { typed, errors })
  }
  const other = peeked.value
  const from = fromOf(request.query)
  const address = addressOf(visit)
  const day = (due: string) => formats(locale).fullDate(due)
  const sideOf = (each: typeof other) => ({
    number: each.number,
    subject: each.subject,
    person: each.applicantName,
    due: day(each.dueOn),
  })
  const main = JoinPage({
    locale,
    back: `${address}/liens${from}`,
    action: `${address}/liens${from}`,
    hidden: { key: newId(), autre: other.id, quoi: 'join', confirme: 'oui' },
    joins: sideOf(dossier),
    stays: sideOf(other),
    due: day(other.dueOn < dossier.dueOn ? other.dueOn : dossier.dueOn),
  })
  return draw(visit, { main, number: dossier.number, status: 200 })
}

async function join(
  visit: CaseVisit,
  typed: Typed,
  input: { readonly collectivityId: string; readonly dossierId: string; readonly idempotencyKey?: string },
): Promise<FastifyReply> {
  const { who, reply, request } = visit
  const done = await joinDossiers(who.context, { ...input, other: typed.other, tells: typed.tells })
  if (done.ok) {
    const { file } = await readCase(visit.app, who, request.params.id)
    const head = file.dossier.joinedTo ?? file.dossier.id
    return seeOther(reply, `${caseAddress(who.site.slug, head)}?fait=joined`)
  }
  const open = await readHandled(visit)
  if ('events' in done.refusal) return show(visit, open, { typed, errors: [] })
  const errors = [{ fieldId: 'autre', message: tiedTexts(who.locale)[done.refusal.reason] }]
  return show(visit, open, { typed, errors })
}
