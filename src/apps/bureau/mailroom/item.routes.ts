import { Type } from 'typebox'
import { findAnsweredDossier, receiveMessage, sendAgentMessage } from '#counter/dossiers'
import { cancelLetter, type MailItem, readItem, tieLetter } from '#counter/mailroom'
import { AppError, notFound } from '#kernel/errors'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { formats } from '#platform/i18n'
import { listServices } from '#territory/collectivities'
import type { AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { sendAttachment } from '../../attachments/index.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { type DeskVisit, receptionHref, SiteParams, textIn } from '../reception/visit.ts'
import { ItemPage, type ItemPageProps } from './item.page.tsx'
import { clerkAt, registerHref } from './routes.ts'
import { mailroomTexts } from './texts.ts'

const url = '/bureau/:site/registre/:id'
const Params = Type.Object({ ...SiteParams.properties, id: Type.String({ maxLength: 40 }) })
const File = Type.Object({ ...Params.properties, file: Type.String({ maxLength: 40 }) })
const Said = Type.Object({ fait: Type.Optional(Type.String({ maxLength: 20 })) })

const keyOf = (who: AgentVisitor, id: string) => ({ collectivityId: who.site.id, id })

/** `/bureau/:site/registre/:id`: one letter, and what becomes of it. */
export const mailItemRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: clerkAt(app),
    schema: { params: Params, querystring: Said },
    handle: async (request, reply, who) => {
      const item = await readItem(who.context, keyOf(who, request.params.id))
      return show({ app, request, reply, who }, item, { isDone: request.query.fait !== undefined, refused: undefined })
    },
  }),
  route({
    method: 'GET',
    url: `${url}/fichiers/:file`,
    guard: clerkAt(app),
    schema: { params: File },
    handle: async (request, reply, who) => {
      const { scans } = await readItem(who.context, keyOf(who, request.params.id))
      const scan = scans.find(({ id }) => id === request.params.file)
      if (!scan) throw notFound('mailroom.no_item', request.params.file)
      return sendAttachment(app.files, reply, scan)
    },
  }),
  route({
    method: 'POST',
    url: `${url}/joindre`,
    guard: clerkAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const item = await readItem(who.context, keyOf(who, request.params.id))
      const typed = textIn(request.body, 'demande').trim()
      const isApplicants = textIn(request.body, 'personne') === '1'
      const refusal = await join(who, item, { number: typed, isApplicants })
      if (refusal === undefined) return seeOther(reply, `${registerHref(who)}/${item.id}?fait=joint`)
      const message = mailroomTexts(who.locale)[refusal]
      const refused = { fieldId: 'demande', message, typed } as const
      return show({ app, request, reply, who }, item, { isDone: false, refused })
    },
  }),
  route({
    method: 'POST',
    url: `${url}/annuler`,
    guard: clerkAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const key = keyOf(who, request.params.id)
      const cancelled = await cancelLetter(who.context, { ...key, why: textIn(request.body, 'raison') })
      if (cancelled.ok) return seeOther(reply, `${registerHref(who)}/${key.id}`)
      const message = mailroomTexts(who.locale).no_reason
      const refused = { fieldId: 'raison', message, typed: '' } as const
      return show({ app, request, reply, who }, await readItem(who.context, key), { isDone: false, refused })
    },
  }),
]

async function show(
  { app, request, reply, who }: DeskVisit,
  item: MailItem,
  said: Pick<ItemPageProps, 'isDone' | 'refused'>,
) {
  const { locale, site } = who
  const main = ItemPage({
    locale,
    base: registerHref(who),
    requests: `/bureau/${site.slug}/demandes`,
    makeHref: `${receptionHref(who)}?courrier=${item.id}&q=${encodeURIComponent(item.correspondent)}`,
    item,
    services: await listServices(app.db, site.id),
    ...said,
  })
  const isRefused = said.refused !== undefined
  const content = { title: item.reference, main, menu: 'mailroom', isRefused } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), content), isRefused ? 422 : 200)
}

type JoinRefusal = 'no_case' | 'tied_elsewhere' | 'closed_case'

/** The letter is said in the request, with its scans, then tied to it: asked again, nothing is said twice. */
async function join(
  who: AgentVisitor,
  item: MailItem,
  { number, isApplicants }: { readonly number: string; readonly isApplicants: boolean },
): Promise<JoinRefusal | undefined> {
  const { context, site } = who
  const dossier = await context.db.readCollectivity(site.id, (tx) => findAnsweredDossier(tx, site.id, number))
  if (!dossier) return 'no_case'
  if (item.dossierId !== null) return item.dossierId === dossier.id ? undefined : 'tied_elsewhere'
  const told = await tell(who, item, { dossierId: dossier.id, isApplicants })
  if (told !== undefined) return told
  const tied = await tieLetter(context, {
    collectivityId: site.id,
    id: item.id,
    dossierId: dossier.id,
    number: dossier.number,
    serviceId: dossier.serviceId,
  })
  return tied.ok ? undefined : 'tied_elsewhere'
}

async function tell(
  { context, site }: AgentVisitor,
  item: MailItem,
  { dossierId, isApplicants }: { readonly dossierId: string; readonly isApplicants: boolean },
): Promise<JoinRefusal | undefined> {
  // Agents and the person read it: in French, as the rest of the file.
  const t = mailroomTexts('fr')
  const say = item.direction === 'in' ? t.body_in : t.body_out
  const body = say(item.reference, formats('fr').fullDate(item.onDay), item.subject)
  const input = {
    collectivityId: site.id,
    dossierId,
    body,
    files: item.scans.map(({ digest, name, mediaType, size }) => ({ digest, name, mediaType, size })),
    idempotencyKey: `letter:${item.id}`,
  }
  try {
    const author = isApplicants ? {} : { author: item.correspondent }
    const told =
      item.direction === 'in'
        ? await receiveMessage(context, { ...input, by: 'letter', ...author })
        : await sendAgentMessage(context, input)
    return told.ok ? undefined : 'closed_case'
  } catch (error) {
    if (error instanceof AppError && error.kind === 'not_found') return 'no_case'
    throw error
  }
}
