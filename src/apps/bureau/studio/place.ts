import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { mayWrite, type Owner } from '#counter/studio'
import { namesOf } from '#identity/accounts'
import { notFound } from '#kernel/errors'
import type { Guard } from '#platform/http'
import { agentAt, type AgentVisitor, type Member, operator } from '../../access/index.ts'
import type { App } from '../../app.ts'

export const url = '/bureau/:site/atelier'
const Site = { site: Type.String({ maxLength: 80 }) }
export const Places = Type.Object(Site)
export const Params = Type.Object({ ...Site, brouillon: Type.String({ format: 'uuid' }) })
const name = Type.Optional(Type.String({ maxLength: 200 }))
/** What is chosen in the designer, and what was just done. */
export const Chosen = Type.Object({
  page: name,
  champ: name,
  statut: name,
  etape: name,
  objet: name,
  nom: name,
  fait: name,
  vue: name,
})

/** Where the operator writes the library of the territory: in the place of a collectivity's name. */
const territory = 'exploitation'

/** Who writes procedures: of her collectivity, or the operator those of the territory, who has no `site`. */
export type Author = Member & Partial<Omit<AgentVisitor, keyof Member>>

/** Lets in who administers the collectivity, or the operator in the territory's; to others the studio does not exist. */
export function authorAt(app: App): Guard<Author> {
  const [agent, own] = [agentAt(app), operator(app)]
  return async (request): Promise<Author> => {
    const { site } = request.params as { readonly site: string }
    if (site === territory) return own(request)
    const who = await agent(request)
    if (!mayWrite(who.context.actor, who.site.id)) throw notFound('access.no_role_here')
    return who
  }
}

export const baseOf = ({ site }: Author): string => `/bureau/${site?.slug ?? territory}/atelier`
export const ownerOf = ({ site }: Author): Owner => site?.id ?? null

/** One request of an author, and what answers it. */
export interface Exchange {
  readonly app: App
  readonly request: Pick<FastifyRequest, 'originalUrl'>
  readonly reply: FastifyReply
  readonly who: Author
}

/** "Ana Exemple", by account. */
export async function namesFor(who: Author, ids: readonly (string | null)[]): Promise<ReadonlyMap<string, string>> {
  const known = [...new Set(ids.flatMap((id) => id ?? []))]
  if (known.length === 0) return new Map()
  const names = await who.context.db.readTerritory((tx) => namesOf(tx, known))
  return new Map([...names].map(([id, { givenName, familyName }]) => [id, `${givenName} ${familyName}`]))
}
