import type { FastifyReply, FastifyRequest } from 'fastify'
import { addForeignOrganisation, type ForeignRefusal } from '#identity/organisations'
import { route, type Route, seeOther, sendPage } from '#platform/http'
import { listCollectivities } from '#territory/collectivities'
import { type Member, signedIn } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage } from '../../guichet/frame/index.ts'
import { typedIn } from '../accounts/typed.ts'
import { frameAround } from '../place.ts'
import { receiveDocument } from './acts.routes.ts'
import { type ForeignField, foreignFields, ForeignPage, type ForeignPageProps } from './foreign.page.tsx'
import { proofSentence } from './sentences.ts'
import { organisationTexts } from './texts.ts'

const url = '/compte/organisations/etrangere'
const fieldOf: Readonly<Record<ForeignRefusal, ForeignField>> = { name: 'nom', country: 'pays', number: 'numero' }

/** A firm of another country, with a document for a collectivity to look at. */
export const foreignRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: signedIn(app),
    schema: {},
    handle: async (request, reply, who) =>
      show(app, request, reply, { who, typed: typedOf({}), places: await openPlaces(app) }),
  }),
  route({
    method: 'POST',
    url,
    guard: signedIn(app),
    schema: {},
    perMinute: 10,
    handle: async (request, reply, who) => {
      const [{ body, file }, places] = await Promise.all([receiveDocument(app, request), openPlaces(app)])
      const typed = typedOf(body)
      const refuse = (fieldId: ForeignField | 'document', message: string) =>
        show(app, request, reply, { who, typed, places, error: { fieldId, message } })
      const place = places.find(({ id }) => id === typed.collectivite)
      if (!place) return refuse('collectivite', organisationTexts(who.locale).no_place)
      if (!file) return refuse('document', proofSentence('no_file', who.locale))
      const added = await addForeignOrganisation(who.context, {
        collectivityId: place.id,
        name: typed.nom,
        country: typed.pays,
        number: typed.numero,
        address: typed.adresse.split('\n').slice(0, 6),
        file,
      })
      if (!added.ok) return refuse(fieldOf[added.refusal], proofSentence(added.refusal, who.locale))
      return seeOther(reply, `/compte/organisations/${added.value.organisationId}?fait=document`)
    },
  }),
]

const typedOf = (body: Parameters<typeof typedIn>[0]): Record<ForeignField, string> =>
  Object.fromEntries(foreignFields.map((name) => [name, typedIn(body, name).slice(0, 300)])) as Record<
    ForeignField,
    string
  >

async function openPlaces(app: App): Promise<{ id: string; name: string }[]> {
  const communes = await listCollectivities(app.db, { kind: 'commune' })
  return communes.filter(({ isOpen }) => isOpen).map(({ id, name }) => ({ id, name }))
}

async function show(
  app: App,
  request: Pick<FastifyRequest, 'originalUrl' | 'hostname'>,
  reply: FastifyReply,
  { who, ...shown }: { who: Member } & Omit<ForeignPageProps, 'locale'>,
): Promise<FastifyReply> {
  const { locale } = who
  const main = ForeignPage({ locale, ...shown })
  const isRefused = shown.error !== undefined
  const title = organisationTexts(locale).foreign
  const frame = await frameAround(app, request, who)
  return sendPage(reply, framedPage(frame, { title, main, isPrivate: true, isRefused }), isRefused ? 422 : 200)
}
