import type { FastifyReply } from 'fastify'
import { isId, newId } from '#kernel/ids'
import { fieldsOfForm, planSplit, type SplitPlan, type SplitRefusal } from '#counter/dossiers'
import { formats } from '#platform/i18n'
import { FormBody, route, type Route, seeOther } from '#platform/http'
import { agentAt } from '../../../access/index.ts'
import type { App } from '../../../app.ts'
import { caseAddress } from '../case/present.ts'
import type { OpenCase } from '../case/read.ts'
import { type CaseVisit, single } from '../case/visit.ts'
import {
  answerTexts,
  changeSchema,
  drawChange,
  labelOf,
  offersOf,
  readChanged,
  several,
  shortened,
  waysOf,
} from './change.ts'
import { changeTexts } from './change-texts.ts'
import { SplitPage, type SplitPageProps } from './split.page.tsx'

const url = '/bureau/:site/demandes/:id/scinder'

/** `/bureau/:site/demandes/:id/scinder`: a request about two things becomes two. */
export const splitRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: agentAt(app),
    schema: changeSchema,
    handle: async (request, reply, who) => {
      const visit: CaseVisit = { app, request, reply, who }
      const open = await readChanged(visit)
      const offerId = open.file.dossier.offerId
      const plan = await planSplit(who.context, { ...keyOf(visit), offerId })
      const message = changeTexts(who.locale).splitMessage(labelOf(plan.offer.revision.definition.title, who))
      return show(visit, { open, plan }, { offer: offerId, answers: plan.answered, messages: [], files: [], message })
    },
  }),
  route({
    method: 'POST',
    url,
    guard: agentAt(app),
    schema: { ...changeSchema, body: FormBody },
    handle: (request, reply, who) => split({ app, request, reply, who }, request.body),
  }),
]

const keyOf = ({ who, request }: CaseVisit) => ({ collectivityId: who.site.id, dossierId: request.params.id })

async function split(visit: CaseVisit, body: FormBody): Promise<FastifyReply> {
  const { app, who, reply } = visit
  const open = await readChanged(visit)
  const typed = {
    offer: single(body, 'vers'),
    answers: several(body, 'reponses'),
    messages: several(body, 'messages'),
    files: several(body, 'pieces'),
    message: single(body, 'mot'),
  }
  const offerId = isId(typed.offer) ? typed.offer : open.file.dossier.offerId
  const plan = await planSplit(who.context, { ...keyOf(visit), offerId, fields: typed.answers })
  if (single(body, 'geste') === 'voir') return show(visit, { open, plan }, typed)
  const key = single(body, 'key')
  const done = await app.dossiers.splitDossier(who.context, {
    ...keyOf(visit),
    offerId,
    fields: typed.answers,
    messages: typed.messages,
    files: typed.files,
    message: typed.message,
    idempotencyKey: isId(key) ? key : newId(),
  })
  if (done.ok) return seeOther(reply, `${caseAddress(who.site.slug, done.value.dossierId)}?fait=split`)
  return show(visit, { open, plan }, typed, sentenceOf(done.refusal, visit))
}

/** Why there is no second request; what it was filed with is a matter of its answers. */
const sentences = {
  joined: 'joined',
  nothing: 'nothing',
  no_offer: 'no_offer',
  right_lost: 'right_lost',
  assurance_missing: 'assurance_missing',
  changed_meanwhile: 'changed',
  expired: 'refused',
  incomplete: 'refused',
  no_file_question: 'refused',
  sign_in_required: 'refused',
  unknown_fields: 'refused',
  wrong_day: 'refused',
  wrong_types: 'refused',
} as const satisfies Record<SplitRefusal['reason'], string>

const sentenceOf = ({ reason }: SplitRefusal, { who }: CaseVisit): string => changeTexts(who.locale)[sentences[reason]]

interface Planned {
  readonly open: OpenCase
  readonly plan: SplitPlan
}

async function show(
  visit: CaseVisit,
  { open, plan }: Planned,
  typed: SplitPageProps['typed'],
  error?: string,
): Promise<FastifyReply> {
  const { who } = visit
  const { locale } = who
  const { dossier, messages, attachments } = open.file
  const texts = answerTexts(open, visit)
  const questions = new Map(fieldsOfForm(open.definition).map(({ id, label }) => [id, labelOf(label, who)]))
  const people = new Set(Object.values(open.definition.applicant))
  const asked = new Map(fieldsOfForm(plan.offer.revision.definition).map(({ id, label }) => [id, labelOf(label, who)]))
  const main = SplitPage({
    locale,
    number: dossier.number,
    ways: waysOf(visit, 'scinder'),
    hidden: { key: newId() },
    offers: await offersOf(visit),
    answers: plan.answered
      .filter((id) => !people.has(id))
      .map((id) => ({ value: id, label: questions.get(id) ?? id, hint: shortened(texts.get(id) ?? '') })),
    messages: messages.map(({ id, authorName, body, at }) => ({
      value: id,
      label: `${authorName}, ${formats(locale).dateTime(at)}`,
      hint: shortened(body),
    })),
    files: attachments
      .filter(({ messageId, fieldId }) => messageId === null && fieldId === null)
      .map(({ id, name }) => ({ value: id, label: name })),
    typed,
    missing: formats(locale).list(plan.turned.missing.map((id) => asked.get(id) ?? id)),
    error,
  })
  const title = changeTexts(locale).splitTitle(dossier.number)
  return drawChange(visit, { main, title, status: error === undefined ? 200 : 422 })
}
