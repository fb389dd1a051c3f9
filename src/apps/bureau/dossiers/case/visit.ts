import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { isId } from '#kernel/ids'
import type { ChangedMeanwhile } from '#counter/dossiers'
import { FormBody, seeOther, sendPage } from '#platform/http'
import type { AgentVisitor } from '../../../access/index.ts'
import type { App } from '../../../app.ts'
import { formats } from '#platform/i18n'
import { framedPage, frameOf } from '../../frame/index.ts'
import { type Done, doneSentence } from '../done.ts'
import { CaseAddress } from '../list/query.ts'
import { CasePage } from './case.page.tsx'
import { lineId } from './conversation.tsx'
import { tell } from './journal.ts'
import { fromOf, neighboursOf } from './neighbours.ts'
import { caseAddress, presentCase } from './present.ts'
import { type OpenCase, readCase, tellingOf } from './read.ts'
import { revisionOf } from './revision-asked.ts'
import { journalTexts } from './texts.ts'
import type { ConflictView, KeptFile, Typed } from './view.ts'

export const CaseParams = Type.Object({ site: Type.String({ maxLength: 80 }), id: Type.String({ maxLength: 40 }) })
export const caseSchema = { params: CaseParams, querystring: CaseAddress } as const

/** One request about one case. */
export interface CaseVisit {
  readonly app: App
  readonly request: Pick<FastifyRequest, 'originalUrl'> & {
    readonly params: Static<typeof CaseParams>
    readonly query: CaseAddress
  }
  readonly reply: FastifyReply
  readonly who: AgentVisitor
}

/** What the page says besides the case itself. */
export interface Said {
  readonly status: number
  readonly typed?: Typed
  readonly keptFiles?: readonly KeptFile[]
  /** What others did since, when something was refused for it. */
  readonly conflict?: Omit<ConflictView, 'lines'> & { readonly events: ChangedMeanwhile['events'] }
}

/** The case as it is now, with what could not be done. */
export async function showCase(visit: CaseVisit, said: Said, known?: OpenCase): Promise<FastifyReply> {
  const { app, request, reply, who } = visit
  const caseId = request.params.id
  const open = known ?? (await readCase(app, who, caseId))
  const now = app.clock.now()
  const facts = presentCase(open, who, now)
  const main = CasePage({
    ...facts,
    neighbours: await neighboursOf(app, who, { caseId, address: request.query }),
    from: fromOf(request.query),
    revision: await revisionOf(who, caseId),
    typed: said.typed,
    keptFiles: said.keptFiles ?? [],
    conflict: said.conflict && { typed: said.conflict.typed, lines: linesOf(said.conflict.events, open, who) },
    done: said.status === 200 ? doneSentence(request.query.fait, who.locale) : undefined,
  })
  const html = framedPage(frameOf(app, request, who), {
    title: `${open.file.dossier.number}, ${facts.title}`,
    main,
    menu: 'requests',
    scripts: ['bureau-case.js'],
    isRefused: said.status >= 400,
  })
  return sendPage(reply, html, said.status)
}

/** What others did, one sentence each; what only follows from it is left out. */
function linesOf(events: ChangedMeanwhile['events'], open: OpenCase, who: AgentVisitor): ConflictView['lines'] {
  const { locale } = who
  const telling = tellingOf(open, who, who.account.accountId)
  const texts = journalTexts(locale)
  const format = formats(locale)
  return events
    .filter(({ cause }) => cause === null)
    .map((event) => {
      const { strong, rest } = tell(event, telling)
      return { text: texts.time(strong + rest, format.dateTime(event.at)), href: `#${lineId(event)}` }
    })
}

/** What protects an act: the version that the page showed, and a key by which the same act sent twice is done once. */
export function protectionOf({ request, who }: CaseVisit, body: FormBody) {
  const version = Number(single(body, 'version'))
  const key = single(body, 'key')
  return {
    collectivityId: who.site.id,
    dossierId: request.params.id,
    ...(isId(key) && { idempotencyKey: key }),
    ...(Number.isInteger(version) && version > 0 && { expectedVersion: version }),
  }
}

/** The last value of a name sent twice; nothing for one that was not sent. */
export function single(body: FormBody, name: string): string {
  const value = Object.hasOwn(body, name) ? body[name] : undefined
  return (typeof value === 'string' ? value : value?.at(-1)) ?? ''
}

/** After an act: the same case, from the same list. */
export function backToCase({ request, reply, who }: CaseVisit, done: Done): FastifyReply {
  const from = fromOf(request.query)
  const address = caseAddress(who.site.slug, request.params.id)
  return seeOther(reply, `${address}${from === '' ? '?' : `${from}&`}fait=${done}`)
}
