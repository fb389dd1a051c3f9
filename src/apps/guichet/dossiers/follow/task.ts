import { seeOther, sendPage } from '#platform/http'
import { Breadcrumbs } from '#platform/html'
import { localize } from '#kernel/localized'
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
import type { DossierTools } from '../form/state.ts'
import { TaskPage } from './task.page.tsx'
import { followCase, type FollowedCase } from './case.ts'
import type { Following } from './show.ts'

/** What the circuit asks of the person besides a message: answers to correct, fields to fill, documents to give. */

function taskCaseOf({ app }: DossierTools, following: Following, followed: FollowedCase, stepId: string): TaskCase {
  const { who, context, href } = following
  return {
    app,
    who,
    context,
    isAgents: false,
    site: followed.site,
    definition: followed.definition,
    workflow: followed.workflow,
    file: followed.file,
    action: `${href}/etapes/${stepId}`,
    fileHref: (id) => `${href}/fichiers/${id}`,
  }
}

interface Shown {
  readonly followed: FollowedCase
  readonly task: TaskCase
  readonly stepId: string
  readonly sent?: Sent
  readonly status?: number
}

/** The page of a step; once it is no longer awaited, the request itself. */
export async function showTask(tools: DossierTools, following: Following, stepId: string) {
  const { request, context, key } = following
  const followed = await followCase(tools, request, { context, key })
  return draw(tools, following, { followed, task: taskCaseOf(tools, following, followed, stepId), stepId })
}

async function draw(
  { app }: DossierTools,
  following: Following,
  { followed, task, stepId, sent, status = 200 }: Shown,
) {
  const { request, reply, who, href } = following
  const opened = openTask(task, stepId)
  if (opened.kind === 'gone') return seeOther(reply, href)
  const { locale } = who
  const { number } = followed.file.dossier
  const isHers = opened.kind === 'open'
  const content = isHers ? TaskForm(await taskProps(task, opened, sent)) : NotYours({ locale, ...opened })
  const title = isHers ? localize(opened.page.title, locale) : opened.title
  const frame = await frameOf(app, request, { ...who, site: followed.site })
  const main = TaskPage({
    breadcrumbs: Breadcrumbs({
      label: taskTexts(locale).back,
      links: [{ href, label: taskTexts(locale).back }],
      isBack: true,
    }),
    children: content,
  })
  const page = { title: `${title}, ${number}`, main, menu: following.menu, isPrivate: true } as const
  const code = isHers ? status : 403
  return sendPage(reply, framedPage(frame, { ...page, isRefused: code === 422 }), code)
}

/** Keeps what the page of a step sends. */
export async function receiveStep(tools: DossierTools, following: Following, stepId: string) {
  const { request, reply, context, key, href } = following
  const followed = await followCase(tools, request, { context, key })
  const task = taskCaseOf(tools, following, followed, stepId)
  const opened = openTask(task, stepId)
  if (opened.kind !== 'open') return draw(tools, following, { followed, task, stepId })
  const received = await receiveTask(task, opened, request)
  switch (received.kind) {
    case 'done':
      return seeOther(reply, `${href}?fait`)
    case 'going_on':
      return afterDocuments(tools, following, stepId)
    case 'gone':
      return seeOther(reply, href)
    case 'again':
      return draw(tools, following, {
        followed,
        task,
        stepId,
        sent: received.sent,
        status: received.isRefused ? 422 : 200,
      })
  }
}

/** Back to the documents while some are missing, to the request once the last one is here. */
async function afterDocuments(tools: DossierTools, following: Following, stepId: string) {
  const { request, reply, context, key, href } = following
  const { file } = await followCase(tools, request, { context, key })
  const isStill = file.tasks.some(({ id }) => id === stepId)
  return seeOther(reply, isStill ? `${href}/etapes/${stepId}` : `${href}?fait`)
}
