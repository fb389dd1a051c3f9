import { Type } from 'typebox'
import { openDossierAttachment } from '#counter/dossiers'
import { contentDisposition } from '#platform/files'
import { route, type Route } from '#platform/http'
import { renderLetter, renderReceipt } from '#platform/pdf'
import { agentAt } from '../../../access/index.ts'
import type { App } from '../../../app.ts'
import { sendAttachment } from '../../../attachments/index.ts'
import { actRoutes } from './act.routes.ts'
import { draftRoute } from './draft.routes.ts'
import { caseDocument } from './document.ts'
import { letterOf } from './letter.ts'
import { messageRoutes } from './message.routes.ts'
import { pinRoutes } from './pin.routes.ts'
import { presenceRoute } from './presence.routes.ts'
import { readCase } from './read.ts'
import { askRoutes } from '../../asked/ask.routes.ts'
import { caseHandoverRoutes } from '../../handover/case.routes.ts'
import { tiedRoutes } from '../tied/routes.ts'
import { splitRoutes } from '../tied/split.routes.ts'
import { turnRoutes } from '../tied/turn.routes.ts'
import { revisionRoute } from './revision.routes.ts'
import { taskRoutes } from './task.routes.ts'
import { CaseParams, caseSchema, showCase } from './visit.ts'

/** One case: its page, its files, its PDF, and what is done with it. */
export const caseRoutes = (app: App): Route[] => [
  pageRoute(app),
  documentRoute(app),
  letterRoute(app),
  fileRoute(app),
  ...actRoutes(app),
  revisionRoute(app),
  ...messageRoutes(app),
  ...taskRoutes(app),
  ...pinRoutes(app),
  ...caseHandoverRoutes(app),
  ...askRoutes(app),
  ...tiedRoutes(app),
  presenceRoute(app),
  draftRoute(app),
  ...splitRoutes(app),
  ...turnRoutes(app),
]

const pageRoute = (app: App): Route =>
  route({
    method: 'GET',
    url: '/bureau/:site/demandes/:id',
    guard: agentAt(app),
    schema: caseSchema,
    handle: (request, reply, who) => showCase({ app, request, reply, who }, { status: 200 }),
  })

/** What was last written to somebody whom nothing reaches online, ready to be printed and posted. */
const letterRoute = (app: App): Route =>
  route({
    method: 'GET',
    url: '/bureau/:site/demandes/:id/courrier.pdf',
    guard: agentAt(app),
    schema: { params: CaseParams },
    handle: async (request, reply, who) => {
      const open = await readCase(app, who, request.params.id)
      const pdf = await renderLetter(await letterOf(open, who, app.clock.now()))
      return reply
        .headers({
          'content-type': 'application/pdf',
          'content-disposition': contentDisposition(`${open.file.dossier.number}-courrier.pdf`),
        })
        .send(pdf)
    },
  })

const documentRoute = (app: App): Route =>
  route({
    method: 'GET',
    url: '/bureau/:site/demandes/:id/dossier.pdf',
    guard: agentAt(app),
    schema: { params: CaseParams },
    handle: async (request, reply, who) => {
      const open = await readCase(app, who, request.params.id)
      const pdf = await renderReceipt(caseDocument(open, who, app.clock.now()))
      return reply
        .headers({
          'content-type': 'application/pdf',
          'content-disposition': contentDisposition(`${open.file.dossier.number}.pdf`),
        })
        .send(pdf)
    },
  })

const fileRoute = (app: App): Route =>
  route({
    method: 'GET',
    url: '/bureau/:site/demandes/:id/fichiers/:file',
    guard: agentAt(app),
    schema: { params: Type.Object({ ...CaseParams.properties, file: Type.String({ maxLength: 40 }) }) },
    handle: async (request, reply, who) => {
      const { id: dossierId, file: attachmentId } = request.params
      const key = { collectivityId: who.site.id, dossierId, attachmentId }
      return sendAttachment(app.files, reply, await openDossierAttachment(who.context, key))
    },
  })
