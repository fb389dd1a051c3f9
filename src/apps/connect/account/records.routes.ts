import { Type } from 'typebox'
import { answerLink, myRecords, type Owner, untieRecord } from '#counter/contacts'
import { FormBody, route, type Route, seeOther } from '#platform/http'
import { getSite } from '#territory/collectivities'
import { signedIn } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { typedIn } from '../accounts/typed.ts'
import { RecordsPage } from './records.page.tsx'
import { recordsTexts } from './records.texts.ts'
import { show } from './show.ts'

const url = '/compte/fiches'
const outcomes = { oui: 'yes', non: 'no', defait: 'untied', passe: 'gone' } as const

/** `/compte/fiches`: the records that collectivities hold of me, which I tie to my account or not. */
export const recordRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: signedIn(app),
    schema: { querystring: Type.Object({ fait: Type.Optional(Type.String({ maxLength: 10 })) }) },
    handle: async (request, reply, who) => {
      const { locale, context } = who
      const { proposals, records } = await myRecords(context, who.account)
      const ids = [...new Set([...proposals, ...records].map(({ collectivityId }) => collectivityId))]
      const sites = await Promise.all(ids.map((id) => getSite(app.db, { id })))
      const names = new Map(sites.map(({ id, name }) => [id, name]))
      const { fait = '' } = request.query
      const done = Object.hasOwn(outcomes, fait) ? outcomes[fait as keyof typeof outcomes] : undefined
      const main = RecordsPage({ locale, action: url, proposals, records, names, done })
      return show(app, request, reply, { who, title: recordsTexts(locale).title, main })
    },
  }),
  route({
    method: 'POST',
    url,
    guard: signedIn(app),
    schema: { body: FormBody },
    handle: async (request, reply, who) => {
      const { body } = request
      const collectivityId = typedIn(body, 'collectivite')
      const contactId = typedIn(body, 'fiche')
      if (contactId !== '') {
        await untieRecord(who.context, who.account, { collectivityId, contactId })
        return seeOther(reply, `${url}?fait=defait`)
      }
      const said = { collectivityId, id: typedIn(body, 'proposition'), answer: typedIn(body, 'reponse') }
      return seeOther(reply, `${url}?fait=${await answered(who.context, who.account, said)}`)
    },
  }),
]

async function answered(
  context: Parameters<typeof answerLink>[0],
  owner: Owner,
  { answer, ...proposal }: { readonly collectivityId: string; readonly id: string; readonly answer: string },
): Promise<string> {
  if (answer !== 'oui' && answer !== 'non') return 'passe'
  const said = await answerLink(context, owner, { ...proposal, isAgreed: answer === 'oui' })
  return said.ok ? answer : 'passe'
}
