import type { FastifyReply, FastifyRequest } from 'fastify'
import { answersFor, getMyOrganisation, listMyProofs, listPeople } from '#identity/organisations'
import { sendPage } from '#platform/http'
import type { Member } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage } from '../../guichet/frame/index.ts'
import { frameAround } from '../place.ts'
import { stateIdentityOf } from './france-connect.ts'
import { OrganisationPage, type PageRefusal } from './organisation.page.tsx'
import { doneOf } from './texts.ts'

type Seen = Pick<FastifyRequest, 'originalUrl' | 'hostname'>

/** The page of one organisation, as it stands or with what was refused. */
export async function showOrganisation(
  app: App,
  request: Seen,
  reply: FastifyReply,
  shown: {
    readonly who: Member
    readonly organisationId: string
    readonly fait?: string | undefined
    readonly refusal?: PageRefusal
  },
): Promise<FastifyReply> {
  const { who, organisationId, refusal } = shown
  const { locale, context } = who
  const mine = await getMyOrganisation(context, organisationId)
  const [proofs, people, frame, identity] = await Promise.all([
    listMyProofs(context, organisationId),
    mine.links.some(answersFor) ? listPeople(context, organisationId) : undefined,
    frameAround(app, request, who),
    stateIdentityOf(app, who, `/compte/organisations/${organisationId}`),
  ])
  const main = OrganisationPage({ locale, mine, proofs, people, identity, done: doneOf(shown.fait), refusal })
  const isRefused = refusal !== undefined
  const page = framedPage(frame, { title: mine.organisation.name, main, isPrivate: true, isRefused })
  return sendPage(reply, page, isRefused ? 422 : 200)
}
