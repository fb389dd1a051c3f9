import type { Localized } from '#kernel/localized'
import { getProcedure } from '#counter/procedures'
import type { DisclosureSource } from '#identity/accounts'
import { getSite } from '#territory/collectivities'
import { type Disclosed, listDisclosed } from '../store/personal.ts'

const data = {
  name: { fr: 'votre nom', en: 'your name' },
  email: { fr: 'votre adresse e-mail', en: 'your e-mail address' },
  phone: { fr: 'votre téléphone', en: 'your phone number' },
  answers: { fr: 'vos réponses', en: 'your answers' },
  files: { fr: 'vos fichiers', en: 'your files' },
} as const satisfies Record<string, Localized>

const sentWith = ({ hasPhone, hasFiles }: Disclosed): Localized[] => [
  data.name,
  data.email,
  ...(hasPhone ? [data.phone] : []),
  data.answers,
  ...(hasFiles ? [data.files] : []),
]

/** Each request that was sent gave its commune what it holds. */
export const dossierDisclosures: DisclosureSource = {
  name: 'demandes',
  list: async (ctx, accountId, limit) => {
    const door = { name: 'my-dossiers', accountId, subject: accountId }
    const sent = await ctx.db.throughDoor(door, (tx) => listDisclosed(tx, accountId, limit))
    return Promise.all(
      sent.map(async (each) => {
        const [site, { definition }] = await Promise.all([
          getSite(ctx.db, { id: each.collectivityId }),
          ctx.db.readTerritory((tx) => getProcedure(tx, each.procedureId, each.revisionNumber)),
        ])
        const { fr, en } = definition.title
        const why = {
          fr: `Demande ${each.number} : ${fr}`,
          ...(en === undefined ? {} : { en: `Request ${each.number}: ${en}` }),
        }
        return { at: each.submittedAt, to: site.name, data: sentWith(each), why }
      }),
    )
  },
}
