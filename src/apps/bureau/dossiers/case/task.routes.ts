import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { localize } from '#kernel/localized'
import { Breadcrumbs } from '#platform/html'
import { route, type Route, seeOther, sendPage } from '#platform/http'
import { agentAt } from '../../../access/index.ts'
import type { App } from '../../../app.ts'
import {
  NotYours,
  openTask,
  receiveTask,
  type Sent,
  type TaskCase,
  TaskForm,
  taskProps,
  taskTexts,
} from '../../../tasks/index.ts'
import { framedPage, frameOf } from '../../frame/index.ts'
import { fromOf } from './neighbours.ts'
import { caseAddress } from './present.ts'
import { type OpenCase, readCase } from './read.ts'
import { TaskPage } from './task.page.tsx'
import { backToCase, CaseParams, caseSchema, type CaseVisit, showCase } from './visit.ts'

const params = Type.Object({ ...CaseParams.properties, step: Type.String({ maxLength: 80 }) })

/** What the circuit asks of agents besides its buttons: answers to correct, fields to fill, a file to join. */
export const taskRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/bureau/:site/demandes/:id/etapes/:step',
    guard: agentAt(app),
    schema: { ...caseSchema, params },
    handle: async (request, reply, who) => {
      const visit: CaseVisit = { app, request, reply, who }
      return draw(visit, await readCase(app, who, request.params.id), { stepId: request.params.step })
    },
  }),
  route({
    method: 'POST',
    url: '/bureau/:site/demandes/:id/etapes/:step',
    guard: agentAt(app),
    schema: { ...caseSchema, params, body: Type.Unknown() },
    handle: async (request, reply, who) => {
      const visit: CaseVisit = { app, request, reply, who }
      const { step: stepId } = request.params
      const open = await readCase(app, who, request.params.id)
      const task = taskCaseOf(visit, open, stepId)
      const opened = openTask(task, stepId)
      if (opened.kind !== 'open') return draw(visit, open, { stepId })
      const received = await receiveTask(task, opened, request)
      if (received.kind === 'gone') return giveBack(visit, opened, received.sent)
      if (received.kind !== 'again') return backToCase(visit, 'moved')
      return draw(visit, open, { stepId, sent: received.sent, status: received.isRefused ? 422 : 200 })
    },
  }),
]

type OpenedTask = Extract<ReturnType<typeof openTask>, { kind: 'open' }>

/** A colleague was quicker: what was typed waits as a note, question by question. */
function giveBack(visit: CaseVisit, { page }: OpenedTask, { entries }: Sent): Promise<FastifyReply> {
  const labels = new Map(page.fields.map(({ id, label }) => [id, localize(label, visit.who.locale)]))
  const lines = Object.entries(entries).flatMap(([input, value]) => {
    const text = [value].flat().join(', ').trim()
    return text === '' ? [] : [`${labels.get(input.split('.', 1)[0] ?? '') ?? input} : ${text}`]
  })
  const values = { kind: 'note', message: lines.join('\n') }
  const isEmpty = lines.length === 0
  const conflict = { typed: isEmpty ? ('nothing' as const) : ('kept_as_note' as const), events: [] }
  return showCase(visit, {
    status: 409,
    conflict,
    ...(!isEmpty && { typed: { form: 'message', values, errors: [] } }),
  })
}

const addressOf = ({ who, request }: CaseVisit): string => caseAddress(who.site.slug, request.params.id)

function taskCaseOf(visit: CaseVisit, { file, definition, workflow }: OpenCase, stepId: string): TaskCase {
  const { app, who, request } = visit
  const address = addressOf(visit)
  return {
    app,
    who,
    context: who.context,
    isAgents: true,
    site: who.site,
    definition,
    workflow,
    file,
    action: `${address}/etapes/${stepId}${fromOf(request.query)}`,
    fileHref: (id) => `${address}/fichiers/${id}`,
  }
}

interface Drawn {
  readonly stepId: string
  readonly sent?: Sent
  readonly status?: number
}

async function draw(visit: CaseVisit, open: OpenCase, { stepId, sent, status = 200 }: Drawn): Promise<FastifyReply> {
  const { app, request, reply, who } = visit
  const task = taskCaseOf(visit, open, stepId)
  const opened = openTask(task, stepId)
  const back = `${addressOf(visit)}${fromOf(request.query)}`
  if (opened.kind === 'gone') return seeOther(reply, back)
  const { locale } = who
  const isHers = opened.kind === 'open'
  const label = taskTexts(locale).back
  const main = TaskPage({
    breadcrumbs: Breadcrumbs({ label, links: [{ href: back, label }], isBack: true }),
    children: isHers ? TaskForm(await taskProps(task, opened, sent)) : NotYours({ locale, ...opened }),
  })
  const title = isHers ? localize(opened.page.title, locale) : opened.title
  const code = isHers ? status : 403
  const html = framedPage(frameOf(app, request, who), {
    title: `${open.file.dossier.number}, ${title}`,
    main,
    menu: 'requests',
    isRefused: code >= 400,
  })
  return sendPage(reply, html, code)
}
